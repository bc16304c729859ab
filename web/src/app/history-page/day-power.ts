import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { Channel, PowerSeries } from '../api/types';
import { failureFrom } from '../api/problem';
import { ChartData, ChartSeries, ChartWindow } from '../chart/chart-series';
import { TimeChart, loadPlot } from '../chart/time-chart';
import { RowKey, balanceChannels, rowsFrom } from '../energy/balance';
import { clockTime, clockTimeWithSeconds } from '../energy/home-clock';
import { kilowatts, written } from '../energy/units';
import { lineTerms, powerSeries } from '../live-page/power-series';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { SchemeChoice } from '../ui/scheme';
import { chosen, panned, zoomed } from './power-window';

/** As many as a wide screen has room for; a window of twelve minutes is seen to the second. */
const points = 720;

/** Power over one day, into which one can zoom down to the second. */
@Component({
  selector: 'ohm-day-power',
  imports: [Icon, LoadError, TimeChart],
  templateUrl: './day-power.html',
  styles: `
    .zoom {
      display: flex;
      align-items: center;
      gap: var(--space-1);
    }
    .zoom .button {
      width: 2.5rem;
      padding: 0;
    }
    .zoom .zoom__all {
      width: auto;
      padding-inline: var(--space-3);
    }
    .skeleton {
      height: 20.5rem;
    }
  `,
  host: { '(keydown)': 'zoomByKey($event)' },
})
export class DayPower {
  private readonly scheme = inject(SchemeChoice);

  readonly home = input.required<string>();
  readonly channels = input.required<readonly Channel[]>();
  /** The local day. */
  readonly day = input.required<ChartWindow>();
  /** A part of it that was chosen elsewhere. */
  readonly part = input<ChartWindow | null>(null);
  readonly locale = input.required<string>();
  readonly zone = input.required<string>();

  protected readonly isDark = computed(() => this.scheme.isDark());
  protected readonly window = linkedSignal<ChartWindow>(() => this.part() ?? this.day(), {
    equal: (a, b) => a.from === b.from && a.to === b.to,
  });
  private readonly power = httpResource<PowerSeries>(() => ({
    url: `api/v1/homes/${this.home()}/power`,
    params: {
      from: new Date(this.window().from).toISOString(),
      to: new Date(this.window().to).toISOString(),
      channels: balanceChannels(this.channels())
        .map((channel) => channel.id)
        .join(','),
      points,
    },
  }));
  /** What was there stays until the new readings are. */
  protected readonly series = linkedSignal<PowerSeries | null, PowerSeries | null>({
    source: () => (this.power.hasValue() ? this.power.value() : null),
    computation: (loaded, previous) => loaded ?? previous?.value ?? null,
  });
  protected readonly failure = computed(() => {
    const error = this.power.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isZoomed = computed(
    () => this.window().to - this.window().from < this.day().to - this.day().from,
  );
  protected readonly lines = computed<readonly ChartSeries[]>(() => powerSeries(this.channels()));
  protected readonly terms = computed(() => lineTerms(this.channels()));
  protected readonly data = computed<ChartData>(() => {
    const series = this.series();
    const { t, rows } = series ? rowsFrom(series, this.channels()) : { t: [], rows: [] };
    const column = (key: RowKey): (number | null)[] => rows.map((row) => row[key]);
    return {
      t,
      values: {
        home: column('home'),
        grid: column('grid'),
        solar: column('solar'),
        battery: column('battery'),
        generator: column('generator'),
      },
    };
  });
  protected readonly stepSeconds = computed(() => this.series()?.step_s ?? 0);
  protected readonly tableStep = computed(() =>
    Math.max(1000, Math.ceil((this.window().to - this.window().from) / 96 / 1000) * 1000),
  );
  protected readonly windowName = computed(() => {
    const { from, to } = this.window();
    const time = to - from < 10 * 60_000 ? clockTimeWithSeconds : clockTime;
    return `${time(from, this.locale(), this.zone())} – ${time(to, this.locale(), this.zone())}`;
  });
  protected readonly summary = computed(() => {
    const home = (this.data().values['home'] ?? []).filter((watts) => watts !== null);
    if (home.length === 0) {
      return $localize`No readings of this time.`;
    }
    const power = (watts: number): string => written(kilowatts(watts, this.locale()));
    const low = power(Math.min(...home));
    const high = power(Math.max(...home));
    const mean = power(home.reduce((sum, watts) => sum + watts, 0) / home.length);
    return this.isZoomed()
      ? $localize`${this.windowName()}:window:: the home used between ${low}:low: and ${high}:high:, ${mean}:mean: on average.`
      : $localize`The home used between ${low}:low: and ${high}:high:, ${mean}:mean: on average.`;
  });

  constructor() {
    void loadPlot();
  }

  protected zoom(factor: number): void {
    this.window.update((window) => zoomed(window, this.day(), factor));
  }

  protected pan(part: number): void {
    this.window.update((window) => panned(window, this.day(), part));
  }

  protected showAll(): void {
    this.window.set(this.day());
  }

  protected show(window: ChartWindow): void {
    this.window.set(chosen(window, this.day()));
  }

  protected zoomByKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const actions: Record<string, () => void> = {
      '+': () => this.zoom(0.5),
      '-': () => this.zoom(2),
      '0': () => this.showAll(),
    };
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }

  protected retry(): void {
    this.power.reload();
  }
}
