import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { isLocalDate, plusDays } from '../energy/local-date';
import { LiveHome } from '../live/live-home';
import { Icon } from '../ui/icon';
import { ChannelList, ConsentTerms, ExportRequest, Job } from './file-types';
import { JobProgress } from './job-progress';
import { JobWatch } from './job-watch';

/** What the home's channels amounted to, as a file. */
@Component({
  selector: 'ohm-file-export',
  imports: [Icon, JobProgress],
  providers: [JobWatch],
  template: `
    <section class="card" aria-labelledby="file-export-heading">
      <h2 id="file-export-heading" class="card__head" i18n>Export</h2>
      <p class="muted" i18n>
        Exactly what is recorded, with units and quality. What is not known is left out.
      </p>
      <form class="fields" novalidate (submit)="start($event)">
        <div class="fields fields--two">
          <div class="field">
            <label for="export-from" i18n>From</label>
            <input
              class="input"
              id="export-from"
              type="date"
              [value]="from()"
              [attr.min]="earliest()"
              (input)="from.set(valueOf($event))"
            />
          </div>
          <div class="field">
            <label for="export-to" i18n>To, and with it</label>
            <input
              class="input"
              id="export-to"
              type="date"
              [value]="to()"
              (input)="to.set(valueOf($event))"
            />
          </div>
          <div class="field">
            <label for="export-format" i18n>Format</label>
            <select class="input" id="export-format" (change)="setFormat($event)">
              <option value="csv" i18n>CSV</option>
              <option
                value="green_button"
                [disabled]="!hasGreenButton()"
                [selected]="format() === 'green_button'"
                i18n
              >
                Green Button (grid, gas and water)
              </option>
            </select>
            @if (!hasGreenButton()) {
              <p class="field__hint" i18n>
                Green Button takes quarter-hours or hours. The home consented to longer times.
              </p>
            }
          </div>
          <div class="field">
            <label for="export-period" i18n>A row for each</label>
            <select class="input" id="export-period" (change)="setPeriod($event)">
              @for (each of periods(); track each.period) {
                <option [value]="each.period" [selected]="each.period === period()">
                  {{ each.label }}
                </option>
              }
            </select>
          </div>
        </div>
        <div class="field">
          <label for="export-channel" i18n>Channels</label>
          <select class="input" id="export-channel" (change)="channel.set(valueOf($event))">
            <option value="" i18n>All of them</option>
            @for (each of channels(); track each.id) {
              <option [value]="each.id">{{ each.name }}</option>
            }
          </select>
        </div>
        <div aria-live="polite">
          @if (failure(); as text) {
            <p class="note note--error"><ohm-icon name="warning" />{{ text }}</p>
          }
        </div>
        <div class="actions">
          <button
            type="submit"
            class="button button--primary"
            [disabled]="!canStart() || job()?.state === 'running'"
            i18n
          >
            Write the file
          </button>
        </div>
      </form>
      @if (job(); as now) {
        @if (now.state === 'running') {
          <ohm-job-progress [job]="now" />
        } @else if (now.state === 'failed') {
          <p class="note note--error" role="alert"><ohm-icon name="warning" />{{ now.error }}</p>
        } @else if (now.export; as file) {
          <p class="ready">
            <a
              class="button"
              data-download
              [href]="'api/v1/jobs/' + now.id + '/file'"
              [download]="file.file_name"
              i18n
              >Download {{ file.file_name }}</a
            >
            <span class="small muted" i18n>{{ file.rows }} rows</span>
          </p>
        }
      }
    </section>
  `,
  styles: `
    .fields {
      margin-top: var(--space-3);
    }
    .ready {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3);
      align-items: center;
      margin-top: var(--space-4);
    }
    .ready .button {
      overflow-wrap: anywhere;
    }
  `,
})
export class FileExport {
  private readonly http = inject(HttpClient);
  private readonly watch = inject(JobWatch);
  private readonly live = inject(LiveHome);

  readonly home = input.required<string>();
  /** Of a customer's home: the finest and the earliest that it consented to. */
  readonly finest = input<ConsentTerms['detail']>('live');
  readonly earliest = input<string | null>(null);

  private readonly known = httpResource<ChannelList>(() => `api/v1/homes/${this.home()}/channels`);
  protected readonly channels = computed(() =>
    this.known.hasValue() ? this.known.value().items : [],
  );
  protected readonly job = this.watch.job;
  private readonly ownFailure = signal<string | null>(null);
  protected readonly failure = computed(() => this.ownFailure() ?? this.watch.failure());
  private readonly today = new Date(this.live.now()).toISOString().slice(0, 10);
  protected readonly from = linkedSignal(() => {
    const month = `${this.today.slice(0, 7)}-01`;
    const earliest = this.earliest();
    return earliest === null || earliest < month ? month : earliest;
  });
  protected readonly to = signal(this.today);
  protected readonly channel = signal('');
  protected readonly format = signal<ExportRequest['format']>('csv');
  protected readonly hasGreenButton = computed(
    () => this.finest() === 'live' || this.finest() === 'slot',
  );
  protected readonly periods = computed(() => {
    const offered = periodChoices.slice(firstChoice[this.finest()]);
    return this.format() === 'csv' ? offered : offered.slice(0, 2);
  });
  protected readonly period = linkedSignal<NonNullable<ExportRequest['period']>>(
    () => this.periods()[0]?.period ?? 'slot',
  );
  protected readonly canStart = computed(
    () => isLocalDate(this.from()) && isLocalDate(this.to()) && this.from() <= this.to(),
  );

  /** The home may have other channels now. */
  reload(): void {
    this.known.reload();
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  protected setFormat(event: Event): void {
    this.format.set(this.valueOf(event) as ExportRequest['format']);
  }

  protected setPeriod(event: Event): void {
    this.period.set(this.valueOf(event) as NonNullable<ExportRequest['period']>);
  }

  protected async start(event: Event): Promise<void> {
    event.preventDefault();
    this.ownFailure.set(null);
    this.watch.forget();
    const request: ExportRequest = {
      format: this.format(),
      from: this.from(),
      to: plusDays(this.to(), 1),
      period: this.period(),
      channels: this.channel() === '' ? [] : [this.channel()],
    };
    try {
      this.watch.follow(
        await firstValueFrom(this.http.post<Job>(`api/v1/homes/${this.home()}/export`, request)),
      );
    } catch (error) {
      const { message, fields } = failureFrom(error);
      this.ownFailure.set([message, ...fields.map(({ detail }) => detail)].join(' '));
    }
  }
}

/** The first of the periods that a consent down to some detail lets through. */
const firstChoice: Readonly<Record<ConsentTerms['detail'], number>> = {
  live: 0,
  slot: 0,
  day: 2,
  month: 4,
};

const periodChoices: readonly {
  readonly period: NonNullable<ExportRequest['period']>;
  readonly label: string;
}[] = [
  { period: 'slot', label: $localize`Quarter of an hour` },
  { period: 'hour', label: $localize`Hour` },
  { period: 'day', label: $localize`Day` },
  { period: 'week', label: $localize`Week` },
  { period: 'month', label: $localize`Month` },
  { period: 'year', label: $localize`Year` },
];
