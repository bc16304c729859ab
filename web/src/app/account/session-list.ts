import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { OwnSessionList } from '../api/types';
import { dateAndTime, longDateWithYear } from '../energy/home-clock';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';

/** Where the person is signed in, each to be ended. */
@Component({
  selector: 'ohm-session-list',
  imports: [Icon, LoadError],
  template: `
    <section class="card" aria-labelledby="sessions-heading">
      <div class="card__head">
        <h2 id="sessions-heading" i18n>Where you are signed in</h2>
        @if (rows().length > 1) {
          <button
            type="button"
            class="button button--small"
            [disabled]="isBusy()"
            (click)="end(null)"
            i18n
          >
            End all others
          </button>
        }
      </div>
      <div aria-live="polite">
        @if (failure(); as text) {
          <p class="note note--error"><ohm-icon name="warning" />{{ text }}</p>
        }
      </div>
      @if (loadFailure(); as message) {
        <ohm-load-error [message]="message" (retry)="list.reload()" />
      }
      <ul>
        @for (row of rows(); track row.id) {
          <li [attr.data-session]="row.current ? 'current' : 'other'">
            <div>
              <p class="what">
                {{ row.device }}
                @if (row.current) {
                  <span class="small muted" i18n>· this one</span>
                }
              </p>
              <p class="small muted" i18n>Last used {{ row.lastUsed }}, began {{ row.began }}</p>
            </div>
            @if (!row.current) {
              <button
                type="button"
                class="button button--small"
                [disabled]="isBusy()"
                [attr.aria-label]="row.label"
                (click)="end(row.id)"
                i18n
              >
                End
              </button>
            }
          </li>
        }
      </ul>
    </section>
  `,
  styleUrl: '../ui/rows.scss',
})
export class SessionList {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;

  readonly zone = input.required<string>();

  protected readonly list = httpResource<OwnSessionList>(() => 'api/v1/sessions');
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly loadFailure = computed(() => {
    const error = this.list.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly rows = computed(() => {
    const items = this.list.hasValue() ? this.list.value().items : [];
    return items.map((session) => {
      const device = session.device || $localize`A device that does not say what it is`;
      return {
        id: session.id,
        device,
        current: session.current,
        began: longDateWithYear(Date.parse(session.began), this.locale(), this.zone()),
        lastUsed: dateAndTime(Date.parse(session.last_used), this.locale(), this.zone()),
        label: $localize`End: ${device}:device:`,
      };
    });
  });

  reload(): void {
    this.list.reload();
  }

  /** Ends one of them; null: all but this one. */
  protected async end(id: string | null): Promise<void> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await firstValueFrom(
        this.http.delete(id === null ? 'api/v1/sessions' : `api/v1/sessions/${id}`),
      );
    } catch (error) {
      const failure = failureFrom(error);
      // It has ended by itself meanwhile.
      this.failure.set(failure.status === 404 ? null : failure.message);
    } finally {
      this.isBusy.set(false);
      this.list.reload();
    }
  }
}
