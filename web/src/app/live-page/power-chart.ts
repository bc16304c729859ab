import { Component, DestroyRef, computed, effect, inject, signal } from '@angular/core';
import { ChartSeries, ChartWindow } from '../chart/chart-series';
import { TimeChart, loadPlot } from '../chart/time-chart';
import { balanceRoles } from '../energy/balance';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { lineMean, meanText } from '../live/mean-span';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
import { SchemeChoice } from '../ui/scheme';
import { chartSentence } from './chart-sentence';
import { lineTerms, powerSeries } from './power-series';

type Span = 'hour' | 'day';

/** Power of the last hour or since local midnight, streaming. */
@Component({
  selector: 'ohm-power-chart',
  imports: [LoadError, TimeChart],
  templateUrl: './power-chart.html',
  styles: `
    .chart-skeleton {
      height: 20.5rem;
    }
  `,
})
export class PowerChart {
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);
  private readonly scheme = inject(SchemeChoice);

  protected readonly span = signal<Span>('hour');
  protected readonly locale = inject(FormatLanguage).locale;
  protected readonly zone = computed(() => this.homes.current()?.time_zone ?? 'UTC');
  protected readonly isDark = computed(() => this.scheme.isDark());
  protected readonly phase = this.live.historyState;
  protected readonly hasPast = computed(() => !this.live.isCustomer());
  protected readonly tableStep = computed(() => (this.span() === 'hour' ? 60_000 : 15 * 60_000));
  protected readonly data = computed(() => this.live.columns(this.span()));
  protected readonly window = computed<ChartWindow>(() => {
    const to = this.live.now();
    return { from: this.span() === 'hour' ? to - 3_600_000 : this.live.midnight(), to };
  });
  protected readonly name = computed(() =>
    this.span() === 'hour' ? $localize`Power of the last hour` : $localize`Power since midnight`,
  );
  protected readonly series = computed<ChartSeries[]>(() => powerSeries(this.live.channelList()), {
    equal: (a, b) => a.length === b.length && a.every((series, index) => series === b[index]),
  });
  protected readonly terms = computed(() => lineTerms(this.live.channelList()));
  /** How each line that is made of means is marked; a line of measured power is not in it. */
  protected readonly means = computed<Readonly<Record<string, string>>>(
    () => {
      const marks: Record<string, string> = {};
      for (const { key } of this.series()) {
        const seconds = lineMean(this.live.values(), this.live.channelList(), lineRoles[key] ?? []);
        if (seconds !== null) {
          marks[key] = meanText(seconds, this.locale());
        }
      }
      return marks;
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  /** Read aloud on request only, so it may follow the data; ten seconds are calm enough. */
  protected readonly summary = computed(() => {
    const window = this.window();
    const calm = Math.floor(window.to / 10_000);
    return this.sentenceAt(calm, this.span(), this.locale());
  });

  private lastSentence = { key: '', text: '' };

  constructor() {
    inject(DestroyRef).onDestroy(this.live.showHistory());
    // With the readings, not before: until the first values are shown, the connection has better to do.
    effect(() => {
      if (this.live.hasSnapshot()) {
        void loadPlot();
      }
    });
  }

  protected show(span: Span): void {
    this.span.set(span);
  }

  protected retry(): void {
    void this.live.seedHistory();
  }

  private sentenceAt(calm: number, span: Span, locale: string): string {
    const means = this.means();
    const key = [
      this.homes.current()?.id,
      calm,
      span,
      locale,
      this.phase(),
      means['home'],
      means['solar'],
    ].join('|');
    if (this.lastSentence.key !== key) {
      this.lastSentence = {
        key,
        text: chartSentence(this.data(), this.window(), span, locale, this.zone(), means),
      };
    }
    return this.lastSentence.text;
  }
}

/** What each line adds up. */
const lineRoles: Readonly<Record<string, readonly string[]>> = {
  solar: ['solar'],
  battery: ['battery_charge', 'battery_discharge'],
  grid: ['grid_import', 'grid_export'],
  generator: ['generator'],
  home: balanceRoles,
};
