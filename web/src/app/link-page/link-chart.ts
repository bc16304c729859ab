import { Component, computed, effect, inject } from '@angular/core';
import { ChartSeries, ChartWindow } from '../chart/chart-series';
import { TimeChart, loadPlot } from '../chart/time-chart';
import { chartSentence } from '../live-page/chart-sentence';
import { powerSeries } from '../live-page/power-series';
import { FormatLanguage } from '../ui/format-language';
import { SchemeChoice } from '../ui/scheme';
import { LinkHome } from './link-home';

/** Power since the page was opened, of the last hour at most: a link brings no past. */
@Component({
  selector: 'ohm-link-chart',
  imports: [TimeChart],
  template: `
    <section class="card" aria-labelledby="chart-heading">
      <h2 id="chart-heading" class="card__head">{{ name }}</h2>
      <ohm-time-chart
        [name]="name"
        [summary]="summary()"
        [series]="series()"
        [data]="live.lastHour()"
        [window]="window()"
        [locale]="locale()"
        [zone]="zone()"
        [isDark]="isDark()"
        [tableStep]="60_000"
      />
    </section>
  `,
})
export class LinkChart {
  protected readonly live = inject(LinkHome);
  private readonly scheme = inject(SchemeChoice);

  protected readonly name = $localize`Power of the last hour`;
  protected readonly locale = inject(FormatLanguage).locale;
  protected readonly zone = computed(() => this.live.page()?.time_zone ?? 'UTC');
  protected readonly isDark = computed(() => this.scheme.isDark());
  protected readonly window = computed<ChartWindow>(() => {
    const to = this.live.now();
    return { from: to - 3_600_000, to };
  });
  protected readonly series = computed<ChartSeries[]>(() => powerSeries(this.live.channelList()), {
    equal: (a, b) => a.length === b.length && a.every((series, index) => series === b[index]),
  });
  /** Read aloud on request only; ten seconds are calm enough. */
  private readonly calm = computed(() => Math.ceil(this.live.now() / 10_000) * 10_000);
  protected readonly summary = computed(() =>
    chartSentence(
      this.live.lastHour(),
      { from: this.calm() - 3_600_000, to: this.calm() },
      'hour',
      this.locale(),
      this.zone(),
      {},
    ),
  );

  constructor() {
    effect(() => {
      if (this.live.hasSnapshot()) {
        void loadPlot();
      }
    });
  }
}
