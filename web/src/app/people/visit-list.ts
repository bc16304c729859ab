import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Visit } from '../api/types';
import { clockTime, dateAndTime } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';

/** Who of those who run the server looked into the home: when, why, until when. */
@Component({
  selector: 'ohm-visit-list',
  imports: [Icon],
  template: `
    <section class="card" aria-labelledby="visits-heading">
      <div class="card__head">
        <h2 id="visits-heading" i18n>Visits of the server’s operators</h2>
      </div>
      <div aria-live="polite">
        @if (failure(); as message) {
          <p class="note note--error"><ohm-icon name="warning" />{{ message }}</p>
        }
      </div>
      <ul>
        @for (row of rows(); track row.id) {
          <li [attr.data-visit]="row.id">
            <div class="who">
              <p class="name">{{ row.by_name }}</p>
              <p class="small">{{ row.reason }}</p>
              <p class="small muted">{{ row.when }}</p>
            </div>
            @if (row.lasts && canEnd()) {
              <button
                type="button"
                class="button button--small button--danger"
                [attr.aria-label]="row.endLabel"
                [disabled]="busy()"
                (click)="end(row.id)"
                i18n
              >
                End it
              </button>
            }
          </li>
        }
      </ul>
    </section>
  `,
  styleUrl: './people.scss',
})
export class VisitList {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();
  readonly visits = input.required<readonly Visit[]>();

  readonly changed = output();

  protected readonly canEnd = computed(() => this.homes.can('visits.end'));
  protected readonly busy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly rows = computed(() => {
    const zone = this.homes.find(this.home())?.time_zone ?? 'UTC';
    const locale = this.locale();
    return this.visits().map((visit) => {
      const began = dateAndTime(Date.parse(visit.began_at), locale, zone);
      const ends = clockTime(Date.parse(visit.ends_at), locale, zone);
      return {
        ...visit,
        when: visit.lasts
          ? $localize`Since ${began}:began:, until ${ends}:ends: at the latest`
          : $localize`${began}:began: to ${ends}:ends:`,
        endLabel: $localize`End the visit of ${visit.by_name}:name:`,
      };
    });
  });

  protected async end(id: string): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await firstValueFrom(this.http.delete(`api/v1/homes/${this.home()}/visits/${id}`));
      this.changed.emit();
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
