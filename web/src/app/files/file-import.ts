import { HttpClient, httpResource } from '@angular/common/http';
import {
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Failure, failureFrom } from '../api/problem';
import { roleWords } from '../home-forms/channel-words';
import { Icon } from '../ui/icon';
import { FileFaults } from './file-faults';
import { ChannelList, CsvSettings, Job } from './file-types';
import {
  ImportDraft,
  ImportRight,
  draftsOf,
  faultsBySeries,
  mayBeRight,
  requestOf,
  targetsOf,
  unitsFor,
  usedOf,
} from './import-drafts';
import { ImportReport } from './import-report';
import { JobProgress } from './job-progress';
import { JobWatch } from './job-watch';
import { kindChoices } from './job-words';

/** A file into the home: chosen, looked at, mapped to channels, taken in, reported. */
@Component({
  selector: 'ohm-file-import',
  imports: [FileFaults, Icon, ImportReport, JobProgress],
  providers: [JobWatch],
  templateUrl: './file-import.html',
  styleUrl: './file-import.scss',
})
export class FileImport {
  private readonly http = inject(HttpClient);
  private readonly watch = inject(JobWatch);

  readonly home = input.required<string>();
  /** The home has other channels now, maybe. */
  readonly imported = output();

  protected readonly accepted = '.csv,.txt,.xml,.gz,text/csv,application/xml';
  protected readonly roles = roleWords;
  protected readonly kinds = kindChoices;
  protected readonly unitsFor = unitsFor;
  protected readonly mayBeRight = mayBeRight;
  protected readonly channels = httpResource<ChannelList>(
    () => `api/v1/homes/${this.home()}/channels`,
  );
  protected readonly targets = computed(() =>
    this.channels.hasValue() ? targetsOf(this.channels.value()) : [],
  );
  protected readonly job = this.watch.job;
  protected readonly watchFailure = this.watch.failure;
  protected readonly fileName = signal('');
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly drafts = signal<readonly ImportDraft[]>([]);
  protected readonly usedCount = computed(() => usedOf(this.drafts()).length);
  protected readonly faults = computed(() =>
    faultsBySeries(this.drafts(), this.failure()?.fields ?? []),
  );
  /** What of a failure no series shows. */
  protected readonly message = computed(() => {
    const failure = this.failure();
    if (!failure) {
      return null;
    }
    const rest = failure.fields.filter(({ pointer }) => !pointer?.startsWith('/series/'));
    return [failure.message, ...rest.map(({ pointer, detail }) => `${pointer}: ${detail}`)].join(
      ' ',
    );
  });

  constructor() {
    effect(() => {
      if (this.job()?.state === 'done') {
        untracked(() => {
          this.channels.reload();
          this.imported.emit();
        });
      }
    });
  }

  protected async choose(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    // The same file can be chosen once more.
    field.value = '';
    if (!file) {
      return;
    }
    this.watch.forget();
    this.fileName.set(file.name);
    await this.attempt(async () => {
      this.propose(
        await firstValueFrom(
          this.http.post<Job>(`api/v1/homes/${this.home()}/import`, file, {
            headers: { 'Content-Type': 'application/octet-stream' },
          }),
        ),
      );
    });
  }

  protected async readAs(change: Partial<CsvSettings>): Promise<void> {
    const job = this.job();
    const csv = job?.import?.csv;
    if (!job || !csv) {
      return;
    }
    await this.attempt(async () => {
      this.propose(
        await firstValueFrom(
          this.http.put<Job>(`api/v1/jobs/${job.id}/csv`, { csv: { ...csv, ...change } }),
        ),
      );
    });
  }

  protected async start(): Promise<void> {
    const job = this.job();
    if (!job) {
      return;
    }
    await this.attempt(async () => {
      const series = requestOf(this.drafts());
      this.watch.follow(
        await firstValueFrom(
          this.http.post<Job>(`api/v1/jobs/${job.id}/start`, {
            series,
            file_name: this.fileName().trim().slice(0, 255),
          }),
        ),
      );
    });
  }

  protected change(series: string, change: Partial<ImportDraft>): void {
    this.drafts.update((drafts) =>
      drafts.map((draft) => (draft.series === series ? { ...draft, ...change } : draft)),
    );
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  protected kindOf(event: Event): ImportDraft['kind'] {
    return this.valueOf(event) as ImportDraft['kind'];
  }

  protected roleOf(event: Event): ImportDraft['newRole'] {
    return this.valueOf(event) as ImportDraft['newRole'];
  }

  protected rightOf(event: Event): ImportRight {
    return this.valueOf(event) as ImportRight;
  }

  protected rowTimeOf(event: Event): CsvSettings['row_time'] {
    return this.valueOf(event) as CsvSettings['row_time'];
  }

  private propose(job: Job): void {
    this.watch.follow(job);
    this.drafts.set(draftsOf(job.import?.series ?? []));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.failure.set(null);
    this.isBusy.set(true);
    try {
      await work();
    } catch (error) {
      this.failure.set(failureFrom(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
