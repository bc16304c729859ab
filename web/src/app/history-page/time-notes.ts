import { HttpClient } from '@angular/common/http';
import {
  Component,
  ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Note } from '../api/types';
import { localDateAt } from '../energy/home-clock';
import { LocalDate, isLocalDate } from '../energy/local-date';
import { Icon } from '../ui/icon';
import { datesName } from './period-words';

/** The notes of the period in view, and the dialog to write, change and remove one. */
@Component({
  selector: 'ohm-time-notes',
  imports: [Icon],
  templateUrl: './time-notes.html',
  styleUrl: './time-notes.scss',
})
export class TimeNotes {
  private readonly http = inject(HttpClient);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly text = viewChild.required<ElementRef<HTMLInputElement>>('text');
  private readonly first = viewChild.required<ElementRef<HTMLInputElement>>('first');
  private readonly last = viewChild.required<ElementRef<HTMLInputElement>>('last');

  readonly home = input.required<string>();
  readonly notes = input.required<readonly Note[]>();
  /** Why they could not be loaded. */
  readonly failure = input.required<string | null>();
  readonly canEdit = input.required<boolean>();
  /** What a new note is about unless told. */
  readonly date = input.required<LocalDate>();
  readonly locale = input.required<string>();
  readonly zone = input.required<string>();

  readonly changed = output();

  protected readonly items = computed(() =>
    this.notes().map((note) => {
      const written = localDateAt(Date.parse(note.at), this.zone());
      return {
        note,
        change: $localize`Change: ${note.text}:text:`,
        dates: datesName(note.first, note.last, this.locale()),
        written: datesName(written, written, this.locale()),
      };
    }),
  );
  /** The note that is being changed; null: a new one. */
  protected readonly changing = signal<Note | null>(null);
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<string | null>(null);
  protected readonly heard = signal('');

  protected ask(note: Note | null): void {
    this.changing.set(note);
    this.refusal.set(null);
    this.heard.set('');
    this.text().nativeElement.value = note?.text ?? '';
    this.first().nativeElement.value = note?.first ?? this.date();
    this.last().nativeElement.value = note?.last ?? this.date();
    this.dialog().nativeElement.showModal();
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }

  /** A last date that is before the first one follows it: who moves the first means the whole. */
  protected follow(): void {
    const first = this.first().nativeElement.value;
    const last = this.last().nativeElement;
    if (isLocalDate(first) && last.value < first) {
      last.value = first;
    }
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.text().nativeElement.value.trim();
    const first = this.first().nativeElement.value;
    const last = this.last().nativeElement.value;
    if (text === '') {
      this.refusal.set($localize`Say what is to be remembered.`);
    } else if (!isLocalDate(first) || !isLocalDate(last)) {
      this.refusal.set($localize`Give both dates.`);
    } else if (last < first) {
      this.refusal.set($localize`The last date is before the first one.`);
    } else {
      const changing = this.changing();
      const entry = { text, first, last };
      await this.run(
        () =>
          changing
            ? firstValueFrom(this.http.put(this.urlOf(changing), entry))
            : firstValueFrom(this.http.post(this.url(), entry)),
        $localize`The note is saved.`,
      );
    }
  }

  protected async remove(): Promise<void> {
    const changing = this.changing();
    if (changing) {
      await this.run(
        () => firstValueFrom(this.http.delete(this.urlOf(changing))),
        $localize`The note is removed.`,
      );
    }
  }

  private async run(work: () => Promise<unknown>, done: string): Promise<void> {
    this.isBusy.set(true);
    this.refusal.set(null);
    try {
      await work();
      this.close();
      this.heard.set(done);
      this.changed.emit();
    } catch (error) {
      const failure = failureFrom(error);
      this.refusal.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }

  private readonly url = computed(() => `api/v1/homes/${this.home()}/notes`);
  private urlOf(note: Note): string {
    return `${this.url()}/${note.id}`;
  }
}
