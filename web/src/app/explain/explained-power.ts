import { Component, computed, inject, input } from '@angular/core';
import { dateAndTimeWithSeconds } from '../energy/home-clock';
import { devicePower, written } from '../energy/units';
import { HomeDirectory } from '../home/home-directory';
import { meanText } from '../live/mean-span';
import { FormatLanguage } from '../ui/format-language';
import { PowerNow } from './figure';
import { powerOf } from './power-terms';
import { powerTexts } from './power-words';

/** A power of this moment: formula, and of every channel in it the newest reading, its time and its source. */
@Component({
  selector: 'ohm-explained-power',
  template: `
    <p class="total">
      <strong class="number" data-explained>{{ total() }}</strong>
    </p>
    <p i18n>
      A power, as its sources had said it last when you opened this. It is no sum of quarter-hours.
    </p>
    <p [attr.data-formula]="power().formula">{{ formula() }}</p>
    @if (power().remark; as remark) {
      <p>{{ remark }}</p>
    }
    <div class="scroll-x" role="region" tabindex="0" i18n-aria-label aria-label="Meters">
      <table class="table">
        <thead>
          <tr>
            <th scope="col" i18n>Meter</th>
            <th scope="col" class="end" i18n>Power</th>
            <th scope="col" i18n>Read at</th>
            <th scope="col" i18n>Source</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.channel) {
            <tr
              [attr.data-channel]="row.channel"
              [attr.data-sign]="row.sign"
              [attr.data-watts]="row.watts"
            >
              <th scope="row">{{ row.name }}</th>
              <td class="end number">
                <span aria-hidden="true">{{ row.sign > 0 ? '+' : '−' }}</span>
                @if (row.sign < 0) {
                  <span class="visually-hidden" i18n>less</span>
                }
                {{ row.text }}
              </td>
              <td class="number">{{ row.at }}</td>
              <td>
                <span data-source>{{ row.sources }}</span>
                @if (row.mean) {
                  <span class="small muted">{{ row.mean }}</span>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styleUrl: './explained-power.scss',
})
export class ExplainedPower {
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  readonly power = input.required<PowerNow>();

  protected readonly formula = computed(() => powerTexts[this.power().formula]);
  protected readonly total = computed(() => {
    const { formula, terms, values } = this.power();
    return written(devicePower(powerOf(formula, terms, values), this.locale()));
  });
  protected readonly rows = computed(() => {
    const { terms, values } = this.power();
    const locale = this.locale();
    const zone = this.homes.current()?.time_zone ?? 'UTC';
    return terms.map((term) => {
      const watts = values.power[term.channel] ?? null;
      const at = Date.parse(values.age[term.channel] ?? '');
      const isMean = values.kind[term.channel] === 'mean';
      return {
        ...term,
        watts,
        text: written(devicePower(watts, locale)),
        at: Number.isFinite(at) ? dateAndTimeWithSeconds(at, locale, zone) : '',
        sources: term.sources.join(', '),
        mean: isMean ? meanText(values.meanSeconds[term.channel] ?? 0, locale) : '',
      };
    });
  });
}
