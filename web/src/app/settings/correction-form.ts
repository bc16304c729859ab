import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { FormField, form, maxLength, required } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Channel, CorrectionPreview, CorrectionRequest } from '../api/types';
import { longDateWithYear } from '../energy/home-clock';
import { decimal } from '../energy/units';
import { instantOf, wallClockAt } from '../energy/wall-clock';
import { FigurePart, Told } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { meterUnit } from '../home-forms/channel-words';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { CorrectionDraft, CorrectionKind } from './correction-draft';

interface Fields {
  readonly channel: string;
  readonly from: string;
  readonly to: string;
  readonly kind: CorrectionKind;
  readonly amount: string;
  readonly reason: string;
}

interface Shown {
  readonly request: CorrectionRequest;
  readonly preview: CorrectionPreview;
}

const homeName = $localize`Used at home`;
const afterText = $localize`Worked out from the quarter-hours as they stand, with this correction over them. Nothing of it is saved yet.`;

/** Says what a meter amounted to. Nothing is saved before its effect has been shown. */
@Component({
  selector: 'ohm-correction-form',
  imports: [FigureButton, FormField, Icon],
  templateUrl: './correction-form.html',
  styles: `
    form {
      max-width: 40rem;
    }
    .effect {
      display: grid;
      gap: var(--space-2);
    }
    .effect h3 {
      font-size: var(--text-m);
    }
  `,
})
export class CorrectionForm {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();
  readonly zone = input.required<string>();
  readonly channels = input.required<readonly Channel[]>();
  /** Where to begin. */
  readonly draft = input.required<CorrectionDraft | null>();

  readonly saved = output();

  protected readonly model = linkedSignal<Fields>(() => {
    const draft = this.draft();
    const zone = this.zone();
    return {
      channel: draft?.channel ?? '',
      from: draft ? wallClockAt(draft.from, zone) : '',
      to: draft ? wallClockAt(draft.to, zone) : '',
      kind: draft?.kind ?? 'flat',
      amount: '',
      reason: '',
    };
  });
  protected readonly entry = form(this.model, (path) => {
    required(path.channel, { message: $localize`Choose a meter.` });
    required(path.from, { message: $localize`Say from when.` });
    required(path.to, { message: $localize`Say until when.` });
    required(path.reason, { message: $localize`Say why, for those who see it later.` });
    maxLength(path.reason, 500, { message: $localize`At most 500 characters.` });
  });
  protected readonly kinds: readonly { kind: CorrectionKind; label: string }[] = [
    { kind: 'flat', label: $localize`An amount, spread evenly` },
    { kind: 'proportional', label: $localize`An amount, spread as the quarter-hours stand now` },
    { kind: 'unknown', label: $localize`Nothing is known of this time` },
  ];
  protected readonly unit = computed(() => {
    const role = this.channels().find((channel) => channel.id === this.model().channel)?.role;
    return meterUnit(role ?? '');
  });
  protected readonly isBusy = signal(false);
  protected readonly isSaved = signal(false);
  protected readonly failures = signal<readonly string[]>([]);
  /** What was shown, as long as nothing of the fields has changed since. */
  protected readonly shown = linkedSignal<Fields, Shown | null>({
    source: this.model,
    computation: () => null,
  });
  protected readonly effect = computed(() => {
    const shown = this.shown();
    if (!shown) {
      return [];
    }
    const { preview, request } = shown;
    const { channel } = request;
    const name = this.channels().find(({ id }) => id === channel)?.name ?? '';
    const written = (value: number | null | undefined): string => decimal(value, this.locale(), 3);
    const told = (parts: readonly FigurePart[]): Told => ({
      kind: 'told',
      sentences: [afterText],
      parts,
    });
    return preview.t.map((time, index) => {
      const day = {
        sign: 1 as const,
        from: time,
        to: preview.t_end[index] ?? time,
        onlyComplete: false,
      };
      const parts = [{ label: name, figure: 'channel', channel, ...day }];
      const homeParts = [{ label: homeName, figure: 'home', ...day }];
      return {
        name,
        parts,
        source: told(parts),
        homeParts,
        homeSource: told(homeParts),
        at: time,
        day: longDateWithYear(Date.parse(time), this.locale(), preview.time_zone),
        before: written(preview.channel.before[index]),
        after: written(preview.channel.after[index]),
        homeBefore: written(preview.home?.before[index]),
        homeAfter: written(preview.home?.after[index]),
      };
    });
  });
  protected readonly homeName = homeName;
  protected readonly hasHome = computed(() => (this.shown()?.preview.home ?? null) !== null);

  protected async show(event: Event): Promise<void> {
    event.preventDefault();
    const request = this.request();
    if (request === null) {
      return;
    }
    await this.attempt(async () => {
      const preview = await firstValueFrom(
        this.http.post<CorrectionPreview>(`${this.address()}/preview`, request),
      );
      this.shown.set({ request, preview });
    });
  }

  protected async save(): Promise<void> {
    const shown = this.shown();
    if (shown === null) {
      return;
    }
    await this.attempt(async () => {
      await firstValueFrom(this.http.post(this.address(), shown.request));
      this.model.set({ channel: '', from: '', to: '', kind: 'flat', amount: '', reason: '' });
      this.isSaved.set(true);
      this.saved.emit();
    });
  }

  private address(): string {
    return `api/v1/homes/${this.home()}/corrections`;
  }

  /** What the fields say; tells what they lack, and answers null, when they do not say enough. */
  private request(): CorrectionRequest | null {
    const { channel, from, to, kind, amount, reason } = this.model();
    const faults = [this.entry.channel, this.entry.from, this.entry.to, this.entry.reason]
      .flatMap((field) => field().errors())
      .map((error) => error.message ?? '');
    const number = Number(amount.replace(',', '.'));
    if (kind !== 'unknown' && (amount.trim() === '' || !Number.isFinite(number))) {
      faults.push($localize`Say how much it was.`);
    }
    const start = this.instant(from, this.draft()?.from);
    const end = this.instant(to, this.draft()?.to);
    this.failures.set(faults);
    this.isSaved.set(false);
    return faults.length > 0 || start === null || end === null
      ? null
      : {
          channel,
          from: start,
          to: end,
          kind,
          ...(kind === 'unknown' ? {} : { amount: number }),
          reason: reason.trim(),
        };
  }

  /** Where the clock shows a time twice, the one that it began with stays as long as it was not changed. */
  private instant(text: string, begun: number | undefined): string | null {
    const zone = this.zone();
    const at =
      begun !== undefined && wallClockAt(begun, zone) === text ? begun : instantOf(text, zone);
    return at === null ? null : new Date(at).toISOString();
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    this.isBusy.set(true);
    this.failures.set([]);
    try {
      await action();
    } catch (error) {
      const failure = failureFrom(error);
      const details = failure.fields.map((field) => field.detail);
      this.failures.set(details.length > 0 ? details : [failure.message]);
    } finally {
      this.isBusy.set(false);
    }
  }
}
