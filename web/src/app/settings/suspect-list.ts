import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import {
  Channel,
  CorrectionList,
  DecideLevel,
  LevelDecisionList,
  Suspect,
  SuspectList as Suspects,
} from '../api/types';
import { dateAndTime, localDateAt } from '../energy/home-clock';
import { plusDays } from '../energy/local-date';
import { decimal } from '../energy/units';
import { FigurePart, FigureSource } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';

const lengths = [7, 30, 90, 365];

/** Slots that stand out and may need a correction. */
@Component({
  selector: 'ohm-suspect-list',
  imports: [FigureButton, Icon, LoadError],
  template: `
    <section class="card" aria-labelledby="suspects-heading">
      <div class="card__head">
        <h2 id="suspects-heading" i18n>What may be wrong</h2>
        <div class="segments" role="group" i18n-aria-label aria-label="How far back">
          @for (length of lengths; track length) {
            <button
              type="button"
              [attr.aria-pressed]="days() === length"
              (click)="days.set(length)"
              i18n
            >
              {{ length }} days
            </button>
          }
        </div>
      </div>
      <div aria-live="polite">
        @if (refusal(); as message) {
          <p class="note note--error"><ohm-icon name="warning" />{{ message }}</p>
        }
      </div>
      @if (failure(); as message) {
        <ohm-load-error [message]="message" (retry)="suspects.reload()" />
      } @else if (!suspects.hasValue()) {
        <div class="skeleton wait"></div>
      } @else if (rows().length === 0) {
        <p class="muted" data-empty i18n>Nothing stands out in this time.</p>
      } @else {
        <div
          class="scroll"
          role="region"
          tabindex="0"
          i18n-aria-label
          aria-label="What may be wrong"
        >
          <table class="table">
            <thead>
              <tr>
                <th scope="col" i18n>Time</th>
                <th scope="col" i18n>Meter</th>
                <th scope="col" i18n>What stands out</th>
                <th scope="col" class="end" i18n>Amount</th>
                <th scope="col"><span class="visually-hidden" i18n>Correct</span></th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.key) {
                <tr>
                  <th scope="row" class="number">{{ row.time }}</th>
                  <td>{{ row.name }}</td>
                  <td>{{ row.reason }}</td>
                  <td class="end number">
                    @if (row.amount) {
                      <ohm-figure [label]="row.name" [text]="row.amount" [source]="row.source" />
                    }
                  </td>
                  <td class="end">
                    @if (row.verdicts.length > 0) {
                      <div class="choices" role="group" [attr.aria-label]="row.about">
                        @for (each of row.verdicts; track each.verdict) {
                          <button
                            type="button"
                            class="button button--small"
                            [disabled]="busy()"
                            (click)="decide(row.suspect, each.verdict)"
                          >
                            {{ each.label }}
                          </button>
                        }
                      </div>
                    }
                    <button
                      type="button"
                      class="button button--small"
                      [attr.aria-label]="row.label"
                      (click)="chosen.emit(row.suspect)"
                      i18n
                    >
                      Correct
                    </button>
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      }
    </section>
  `,
  styles: `
    .wait {
      height: 6rem;
    }
    .scroll {
      overflow: auto;
      max-height: 24rem;
    }
    .scroll .table {
      min-width: 38rem;
    }
    .choices {
      display: flex;
      flex-wrap: wrap;
      justify-content: end;
      gap: var(--space-1);
      margin-bottom: var(--space-1);
    }
  `,
})
export class SuspectList {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();
  readonly zone = input.required<string>();
  readonly channels = input.required<readonly Channel[]>();
  /** After each change of these it is looked again. */
  readonly made = input.required<CorrectionList>();
  readonly decisions = input.required<LevelDecisionList>();

  readonly chosen = output<Suspect>();
  /** About what a counter did, as somebody said here. */
  readonly decided = output();

  protected readonly lengths = lengths;
  protected readonly days = signal(30);
  protected readonly suspects = httpResource<Suspects>(() => {
    this.made();
    this.decisions();
    const to = plusDays(localDateAt(Date.now(), this.zone()), 1);
    return {
      url: `api/v1/homes/${this.home()}/corrections/suspects`,
      params: { from: plusDays(to, -this.days()), to },
    };
  });
  protected readonly failure = computed(() => {
    const error = this.suspects.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly busy = signal(false);
  protected readonly refusal = signal<string | null>(null);
  protected readonly rows = computed(() => {
    const channels = new Map(this.channels().map((channel) => [channel.id, channel]));
    const items = this.suspects.hasValue() ? this.suspects.value().items : [];
    return items.map((suspect) => {
      const channel = channels.get(suspect.channel ?? '');
      const name = channel?.name ?? $localize`The whole home`;
      const unit = ['gas', 'water'].includes(channel?.role ?? '') ? 'm³' : 'kWh';
      const time = (text: string): string =>
        dateAndTime(Date.parse(text), this.locale(), this.zone());
      const span = `${time(suspect.from)} – ${time(suspect.to)}`;
      const parts: readonly FigurePart[] = [
        {
          label: name,
          sign: 1,
          ...(suspect.channel
            ? { figure: 'channel', channel: suspect.channel }
            : { figure: 'residual' }),
          from: suspect.from,
          to: suspect.to,
          onlyComplete: false,
        },
      ];
      const sentences = [`${reasons[suspect.code]}.`, levelText];
      const isLevel = verdicts[suspect.code] !== undefined;
      const source: FigureSource = isLevel
        ? { kind: 'told', sentences, parts }
        : { kind: 'sums', parts };
      return {
        suspect,
        source,
        key: `${suspect.code} ${suspect.channel ?? ''} ${suspect.from}`,
        name,
        time: span,
        reason: reasons[suspect.code],
        amount:
          suspect.code === 'hole' ? '' : `${decimal(suspect.amount, this.locale(), 3)} ${unit}`,
        label: $localize`Correct: ${name}:meter:, ${span}:span:`,
        about: $localize`Decide: ${name}:meter:, ${span}:span:`,
        verdicts: verdicts[suspect.code] ?? [],
      };
    });
  });

  protected async decide(suspect: Suspect, verdict: DecideLevel['verdict']): Promise<void> {
    this.busy.set(true);
    this.refusal.set(null);
    try {
      await firstValueFrom(
        this.http.post(`api/v1/homes/${this.home()}/channels/${suspect.channel}/decisions`, {
          at: suspect.at,
          verdict,
        }),
      );
      this.decided.emit();
    } catch (error) {
      this.refusal.set(failureFrom(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}

const reasons: Record<Suspect['code'], string> = {
  outlier: $localize`Far more than this meter otherwise has`,
  negative_balance: $localize`More left the home than came in`,
  hole: $localize`Nothing is known`,
  quarantined: $localize`The counter rose by more than can be: not booked`,
  reset: $localize`The counter began again: what it says since then is not booked`,
};

const levelText = $localize`The amount is what the counter itself says. It is in no sum as long as nobody decides about it.`;

/** What can be said of a level that a counter went to. */
const verdicts: Partial<
  Record<Suspect['code'], readonly { verdict: DecideLevel['verdict']; label: string }[]>
> = {
  quarantined: [
    { verdict: 'booked', label: $localize`It was used: book it` },
    { verdict: 'left_out', label: $localize`Leave it out` },
  ],
  reset: [
    { verdict: 'restarted', label: $localize`It began at 0: book it` },
    { verdict: 'left_out', label: $localize`Leave it out` },
  ],
};
