import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Channel, EnergySeries } from '../api/types';
import { BarChart, BarParts, ChartBar } from '../chart/bar-chart';
import { BarSeries } from '../chart/bar-layout';
import { measureFor } from '../energy/measure';
import { isKnown } from '../energy/units';
import { sum, valuesOf } from '../history-page/energy-table';
import { spansOf } from '../history-page/figure-parts';
import { Step } from '../history-page/history-view';
import { barName, barTick, stepName } from '../history-page/period-words';

/** What one device used over the period in view. */
@Component({
  selector: 'ohm-device-history',
  imports: [BarChart, RouterLink],
  template: `
    <ohm-bar-chart
      [name]="channel().name"
      [summary]="sentence()"
      [series]="series()"
      [bars]="bars()"
      [totals]="totals()"
      [periodLabel]="label()"
      [measure]="measure()"
      [locale]="locale()"
      [parts]="parts()"
    />
    <p class="small">
      <a [routerLink]="['/homes', data().home_id, 'history']" i18n>More in the home's history</a>
    </p>
  `,
})
export class DeviceHistory {
  readonly channel = input.required<Channel>();
  readonly data = input.required<EnergySeries>();
  readonly step = input.required<Step>();
  readonly locale = input.required<string>();

  private readonly values = computed(() => valuesOf(this.data(), this.channel().id));
  private readonly total = computed(() => sum(this.values()));
  protected readonly measure = computed(() => measureFor('kwh', this.total() ?? 0, this.locale()));
  protected readonly label = computed(() => stepName(this.step()));
  protected readonly series = computed<readonly BarSeries[]>(() => [
    {
      key: 'used',
      label: $localize`Used`,
      color: 'var(--energy-device)',
      direction: 'up',
    },
  ]);
  protected readonly totals = computed(() => ({ used: this.total() }));
  protected readonly bars = computed<readonly ChartBar[]>(() => {
    const { t, t_end, time_zone } = this.data();
    return t.map((text, index) => {
      const at = Date.parse(text);
      const end = Date.parse(t_end[index] ?? text);
      return {
        at,
        to: end,
        tick: barTick(at, this.step(), this.locale(), time_zone),
        name: barName(at, end, this.step(), this.locale(), time_zone),
        values: { used: this.values()[index] ?? null },
        line: null,
        compared: null,
        comparedLine: null,
        besides: [],
        covered: null,
        estimated: 0,
      };
    });
  });
  protected readonly parts = computed<BarParts>(() => {
    const { id, name } = this.channel();
    return (_, bar) =>
      spansOf(this.data(), bar, false).map((span) => ({
        label: name,
        sign: 1,
        figure: 'channel',
        channel: id,
        ...span,
        onlyComplete: true,
      }));
  });
  protected readonly sentence = computed(() => {
    const total = this.total();
    const name = this.channel().name;
    if (total === null) {
      return $localize`Nothing is known of ${name}:device: in this time.`;
    }
    const known = this.bars().filter((bar) => isKnown(bar.values['used']));
    const most = known.reduce((a, b) =>
      (b.values['used'] ?? 0) > (a.values['used'] ?? 0) ? b : a,
    );
    return $localize`${name}:device: used ${this.measure().text(total)}:energy:, most of it in ${most.name}:period:: ${this.measure().text(most.values['used'])}:largest:.`;
  });
}
