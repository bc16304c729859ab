import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Channel, Correction } from '../api/types';
import { correctionText } from '../explain/correction-text';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';

/** What people have corrected, the newest first, with who and why; each can be undone. */
@Component({
  selector: 'ohm-correction-list',
  imports: [Icon],
  template: `
    <section class="card" aria-labelledby="corrections-heading">
      <div class="card__head">
        <h2 id="corrections-heading" i18n>Corrections</h2>
      </div>
      <div aria-live="polite">
        @if (failure(); as message) {
          <p class="note note--error"><ohm-icon name="warning" />{{ message }}</p>
        }
      </div>
      <ul>
        @for (row of rows(); track row.id) {
          <li [attr.data-correction]="row.id" [class.is-undone]="row.undone !== null">
            <div>
              <p class="what">{{ row.what }}</p>
              <p class="small">{{ row.reason }}</p>
              <p class="small muted">{{ row.who }}</p>
              @if (row.undone; as undone) {
                <p class="small muted">{{ undone }}</p>
              }
            </div>
            @if (row.undone === null) {
              <button
                type="button"
                class="button button--small"
                [attr.aria-label]="row.label"
                [disabled]="busy() !== null"
                (click)="undo(row.id)"
              >
                <ohm-icon name="reset" /><ng-container i18n>Undo</ng-container>
              </button>
            }
          </li>
        } @empty {
          <li class="muted" data-none i18n>Nothing has been corrected yet.</li>
        }
      </ul>
    </section>
  `,
  styleUrl: '../ui/rows.scss',
  styles: `
    .is-undone .what {
      text-decoration: line-through;
      color: var(--muted);
    }
  `,
})
export class CorrectionList {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();
  readonly zone = input.required<string>();
  readonly channels = input.required<readonly Channel[]>();
  readonly corrections = input.required<readonly Correction[]>();

  readonly undone = output();

  protected readonly busy = signal<string | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly rows = computed(() => {
    const names = new Map(this.channels().map((channel) => [channel.id, channel.name]));
    return this.corrections().map((correction) => {
      const name = names.get(correction.channel) ?? $localize`A meter that is no more`;
      const text = correctionText(correction, name, this.locale(), this.zone());
      return { id: correction.id, ...text, label: $localize`Undo: ${text.what}:correction:` };
    });
  });

  protected async undo(id: string): Promise<void> {
    this.busy.set(id);
    this.failure.set(null);
    try {
      await firstValueFrom(
        this.http.post(`api/v1/homes/${this.home()}/corrections/${id}/undo`, null),
      );
      this.undone.emit();
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.busy.set(null);
    }
  }
}
