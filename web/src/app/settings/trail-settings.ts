import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input } from '@angular/core';
import { failureFrom } from '../api/problem';
import { AuditTrail } from '../api/types';
import { dateAndTime } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
import { trailText } from './trail-words';

/** What people asked for in the home: who, when, of what. */
@Component({
  selector: 'ohm-trail-settings',
  imports: [LoadError],
  template: `
    <section class="card" aria-labelledby="trail-heading">
      <h2 id="trail-heading" class="card__head" i18n>Who changed what</h2>
      @if (failure(); as message) {
        <ohm-load-error [message]="message" (retry)="trail.reload()" />
      } @else if (!trail.hasValue()) {
        <div class="skeleton wait"></div>
      } @else if (rows().length === 0) {
        <p class="muted" data-empty i18n>Nobody has changed anything in this home yet.</p>
      } @else {
        <p class="small muted" i18n>
          The newest 200 entries. Whether a device followed is said on its page, not here.
        </p>
        <div class="scroll" tabindex="0" role="region" i18n-aria-label aria-label="Audit trail">
          <table class="table">
            <thead>
              <tr>
                <th scope="col" i18n>When</th>
                <th scope="col" i18n>Who</th>
                <th scope="col" i18n>What</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.id) {
                <tr [attr.data-entry]="row.id">
                  <td class="number">{{ row.when }}</td>
                  <td>{{ row.who }}</td>
                  <td>{{ row.what }}</td>
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
      height: 8rem;
    }
    .scroll {
      overflow: auto;
      max-height: 36rem;
      margin-top: var(--space-3);
    }
    td {
      overflow-wrap: anywhere;
    }
    .number {
      white-space: nowrap;
    }
  `,
})
export default class TrailSettings {
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();

  protected readonly trail = httpResource<AuditTrail>(() => `api/v1/homes/${this.home()}/audit`);
  protected readonly failure = computed(() => {
    const error = this.trail.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly rows = computed(() => {
    const zone = this.homes.find(this.home())?.time_zone ?? 'UTC';
    return (this.trail.hasValue() ? this.trail.value().items : []).map((entry) => ({
      id: entry.id,
      when: dateAndTime(Date.parse(entry.at), this.locale(), zone),
      who: entry.by_name,
      what: trailText(entry),
    }));
  });
}
