import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { AccessLog } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { accessDays } from './access-days';

/** Who looked at the home without being of it: when, at what, how often. */
@Component({
  selector: 'ohm-access-log-page',
  imports: [Icon, LoadError],
  template: `
    <section class="card" aria-labelledby="access-heading">
      <h2 id="access-heading" i18n>Who looked at this home</h2>
      <p class="small muted" i18n>
        Everybody who saw something of it without belonging to it, noted before they saw it. Nobody
        can change this list, and everybody of the home reads it. The home’s own people are not in
        it.
      </p>
      @if (failure(); as message) {
        <ohm-load-error [message]="message" (retry)="first.reload()" />
      } @else if (!first.hasValue()) {
        <div class="skeleton wait"></div>
      } @else if (days().length === 0) {
        <p data-empty i18n>Nobody has looked.</p>
      } @else {
        @for (day of days(); track day.date) {
          <h3 [id]="'day-' + day.date">{{ day.name }}</h3>
          <table class="table" [attr.aria-labelledby]="'day-' + day.date">
            <thead>
              <tr>
                <th scope="col" i18n>Time</th>
                <th scope="col" i18n>Who</th>
                <th scope="col" i18n>At what, how often</th>
              </tr>
            </thead>
            <tbody>
              @for (row of day.rows; track row.id) {
                <tr>
                  <td class="number">{{ row.time }}</td>
                  <td>
                    <bdi>{{ row.who }}</bdi>
                  </td>
                  <td>
                    {{ row.what }}
                    <span class="muted count">{{ row.count }}</span>
                  </td>
                </tr>
              }
            </tbody>
          </table>
        }
        <div class="more" aria-live="polite">
          @if (moreFailure(); as message) {
            <p class="note note--error"><ohm-icon name="warning" />{{ message }}</p>
          }
          @if (next() === null) {
            <p class="small muted" data-end i18n>That is all.</p>
          }
        </div>
        @if (next() !== null) {
          <div class="actions">
            <button type="button" class="button" [disabled]="isBusy()" (click)="showMore()" i18n>
              Show more
            </button>
          </div>
        }
      }
    </section>
  `,
  styles: `
    .wait {
      height: 12rem;
      margin-top: var(--space-4);
    }
    section > p {
      margin-top: var(--space-1);
    }
    h3 {
      margin-block: var(--space-6) var(--space-2);
    }
    [data-empty],
    .more {
      margin-top: var(--space-4);
    }
    .table {
      table-layout: fixed;
    }
    th:first-child {
      width: 4rem;
    }
    th:nth-child(2) {
      width: 42%;
    }
    td {
      vertical-align: top;
      overflow-wrap: anywhere;
    }
    .count {
      display: block;
    }
  `,
})
export default class AccessLogPage {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();

  protected readonly first = httpResource<AccessLog>(() => this.url());
  /** All that was read so far; another home, or another try, begins anew. */
  private readonly known = linkedSignal<AccessLog>(() =>
    this.first.hasValue() ? this.first.value() : { items: [], next: null },
  );
  protected readonly next = computed(() => this.known().next);
  protected readonly failure = computed(() => {
    const error = this.first.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly days = computed(() =>
    accessDays(this.known().items, this.locale(), this.homes.find(this.home())?.time_zone ?? 'UTC'),
  );
  protected readonly isBusy = signal(false);
  protected readonly moreFailure = signal<string | null>(null);

  private readonly url = computed(() => `api/v1/homes/${this.home()}/access-log`);

  protected async showMore(): Promise<void> {
    const from = this.known();
    this.isBusy.set(true);
    this.moreFailure.set(null);
    try {
      const older = await firstValueFrom(
        this.http.get<AccessLog>(this.url(), { params: { after: from.next ?? '' } }),
      );
      if (this.known() === from) {
        this.known.set({ items: [...from.items, ...older.items], next: older.next });
      }
    } catch (error) {
      this.moreFailure.set(failureFrom(error).message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
