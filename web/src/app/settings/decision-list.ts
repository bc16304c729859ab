import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Channel, LevelDecision } from '../api/types';
import { dateAndTime } from '../energy/home-clock';
import { decimal } from '../energy/units';
import { meterUnit } from '../home-forms/channel-words';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';

/** What people decided about levels that counters went to; each can be taken back. */
@Component({
  selector: 'ohm-decision-list',
  imports: [Icon],
  template: `
    <section class="card" aria-labelledby="decisions-heading">
      <div class="card__head">
        <h2 id="decisions-heading" i18n>Decided about counters</h2>
      </div>
      <div aria-live="polite">
        @if (failure(); as message) {
          <p class="note note--error"><ohm-icon name="warning" />{{ message }}</p>
        }
      </div>
      <ul>
        @for (row of rows(); track row.key) {
          <li [attr.data-decision]="row.verdict">
            <div>
              <p class="what">{{ row.what }}</p>
              @if (row.waits; as waits) {
                <p class="small muted">{{ waits }}</p>
              }
            </div>
            <button
              type="button"
              class="button button--small"
              [attr.aria-label]="row.label"
              [disabled]="busy()"
              (click)="takeBack(row.decision)"
            >
              <ohm-icon name="reset" /><ng-container i18n>Undo</ng-container>
            </button>
          </li>
        }
      </ul>
    </section>
  `,
  styleUrl: '../ui/rows.scss',
})
export class DecisionList {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();
  readonly zone = input.required<string>();
  readonly channels = input.required<readonly Channel[]>();
  readonly decisions = input.required<readonly LevelDecision[]>();

  readonly undone = output();

  protected readonly busy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly rows = computed(() => {
    const channels = new Map(this.channels().map((channel) => [channel.id, channel]));
    return this.decisions().map((decision) => {
      const channel = channels.get(decision.channel);
      const name = channel?.name ?? $localize`A meter that is no more`;
      const time = dateAndTime(Date.parse(decision.at), this.locale(), this.zone());
      const amount = `${decimal(decision.amount, this.locale(), 3)} ${meterUnit(channel?.role ?? '')}`;
      const words: Record<LevelDecision['verdict'], string> = {
        booked: $localize`${name}:meter:, ${time}:time:: the counter rose by ${amount}:amount:, which was used.`,
        restarted: $localize`${name}:meter:, ${time}:time:: the counter began at 0, and ${amount}:amount: was used.`,
        left_out: $localize`${name}:meter:, ${time}:time:: ${amount}:amount: is left out.`,
      };
      const what = words[decision.verdict];
      return {
        decision,
        key: `${decision.channel} ${decision.at}`,
        verdict: decision.verdict,
        what,
        waits: waitingFor(decision),
        label: $localize`Undo: ${what}:decision:`,
      };
    });
  });

  protected async takeBack({ channel, at }: LevelDecision): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await firstValueFrom(
        this.http.delete(`api/v1/homes/${this.home()}/channels/${channel}/decisions/${at}`),
      );
      this.undone.emit();
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}

function waitingFor({ applied, since }: LevelDecision): string | null {
  if (applied) {
    return null;
  }
  return since === null
    ? $localize`The counter does not say so any more.`
    : $localize`The home’s engine is working it in.`;
}
