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
import { FormField, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Candidate, Channel, ReplaceMeter } from '../api/types';
import { instantOf, wallClockAt } from '../energy/wall-clock';
import { ChannelDraft } from '../home-forms/channel-drafts';
import { meterUnit } from '../home-forms/channel-words';
import { Icon } from '../ui/icon';

type Place = 'at' | 'source' | 'final' | 'initial';
type Faults = Partial<Record<Place | 'all', string>>;

interface Fields {
  readonly at: string;
  readonly from: 'same' | 'other';
  readonly source: string;
  readonly final: string;
  readonly initial: string;
}

const places: readonly Place[] = ['at', 'source', 'final', 'initial'];
const blank: Fields = { at: '', from: 'same', source: '', final: '', initial: '' };

/** Asks when another meter took over a channel, and what both showed then; the channel keeps one history. */
@Component({
  selector: 'ohm-replace-meter',
  imports: [FormField, Icon],
  templateUrl: './replace-meter.html',
  styleUrl: './replace-meter.scss',
})
export class ReplaceMeterDialog {
  private readonly http = inject(HttpClient);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly home = input.required<string>();
  readonly zone = input.required<string>();
  readonly drafts = input.required<readonly ChannelDraft[]>();
  readonly candidates = input.required<readonly Candidate[]>();

  /** The channel with its new meter, as the server answered it. */
  readonly replaced = output<Channel>();

  protected readonly channel = signal<ChannelDraft | null>(null);
  protected readonly model = signal(blank);
  protected readonly entry = form(this.model);
  protected readonly faults = signal<Faults>({});
  protected readonly isBusy = signal(false);
  protected readonly heard = signal('');
  protected readonly unit = computed(() => meterUnit(this.channel()?.role ?? ''));
  /** Counters that feed no channel yet. */
  protected readonly offered = computed(() => {
    const used = new Set(
      this.drafts()
        .filter((draft) => draft.id !== null)
        .map((draft) => draft.source.id),
    );
    return this.candidates().filter(
      (candidate) => candidate.measure === 'counter' && !used.has(candidate.entity_id),
    );
  });
  /** The minute at which the dialog was opened. */
  private begun = 0;

  ask(channel: ChannelDraft, now: number): void {
    this.begun = Math.floor(now / 60_000) * 60_000;
    this.channel.set(channel);
    this.model.set({ ...blank, at: wallClockAt(this.begun, this.zone()) });
    this.faults.set({});
    this.heard.set('');
    this.dialog().nativeElement.showModal();
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }

  /** What describes a field: what to enter, and what is wrong with it. */
  protected about(place: Place): string {
    const hint = `replace-${place}-hint`;
    return this.faults()[place] ? `${hint} replace-${place}-fault` : hint;
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const channel = this.channel();
    const request = this.request();
    if (channel === null || channel.id === null || request === null) {
      this.toFirstFault();
      return;
    }
    this.isBusy.set(true);
    try {
      const answer = await firstValueFrom(
        this.http.post<Channel>(
          `api/v1/homes/${this.home()}/channels/${channel.id}/replace-meter`,
          request,
        ),
      );
      this.close();
      this.heard.set($localize`The meter of ${channel.name}:channel: is replaced.`);
      this.replaced.emit(answer);
    } catch (error) {
      this.faults.set(faultsOf(error));
      this.toFirstFault();
    } finally {
      this.isBusy.set(false);
    }
  }

  /** What the fields say; tells what they lack, and answers null, when they do not say enough. */
  private request(): ReplaceMeter | null {
    const { at, from, source, final, initial } = this.model();
    const zone = this.zone();
    // Where the clock shows a time twice, the one that it began with stays as long as it was not changed.
    const instant = wallClockAt(this.begun, zone) === at ? this.begun : instantOf(at, zone);
    const last = readingOf(final);
    const first = readingOf(initial);
    const noNumber = $localize`Write a number, or leave it empty.`;
    const faults: Faults = {
      ...(instant === null ? { at: $localize`Say when.` } : {}),
      ...(from === 'other' && source.trim() === ''
        ? { source: $localize`Name the new entity.` }
        : {}),
      ...(Number.isNaN(last) ? { final: noNumber } : {}),
      ...(Number.isNaN(first) ? { initial: noNumber } : {}),
    };
    this.faults.set(faults);
    return instant === null || Object.keys(faults).length > 0
      ? null
      : {
          at: new Date(instant).toISOString(),
          ...(from === 'other' ? { source: { type: 'entity', id: source.trim() } } : {}),
          final: last,
          initial: first,
        };
  }

  private toFirstFault(): void {
    const place = places.find((one) => this.faults()[one]);
    if (place) {
      document.getElementById(`replace-${place}`)?.focus();
    }
  }
}

/** Null where nothing was entered, NaN for what is no number. */
function readingOf(text: string): number | null {
  const entered = text.trim().replace(',', '.');
  const number = Number(entered);
  return entered === '' ? null : Number.isFinite(number) ? number : NaN;
}

/** The sentences of the server at the fields that they are about; what is about none is told for all. */
function faultsOf(error: unknown): Faults {
  const failure = failureFrom(error);
  const faults: Faults = {};
  for (const { pointer, detail } of failure.fields) {
    const place = places.find((one) => `${pointer}/`.startsWith(`/${one}/`)) ?? 'all';
    faults[place] = faults[place] ? `${faults[place]} ${detail}` : detail;
  }
  return failure.fields.length > 0 ? faults : { all: failure.message };
}
