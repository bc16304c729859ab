import {
  Component,
  DestroyRef,
  ElementRef,
  afterRenderEffect,
  computed,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type uPlot from 'uplot';
import { clockTime, clockTimeWithSeconds } from '../energy/home-clock';
import { decimal } from '../energy/units';
import { FigureButton } from '../explain/figure-button';
import {
  ChartData,
  ChartSeries,
  ChartWindow,
  LineTerms,
  meanMark,
  meanSource,
  nearestRow,
} from './chart-series';
import { ChartFoot } from './chart-foot';
import { ChartTable } from './chart-table';

type CreatePlot = (typeof import('./plot'))['createPlot'];

let count = 0;
/** Windows shorter than this are told in seconds. */
const secondsBelow = 10 * 60_000;
const everything: ChartWindow = { from: -Infinity, to: Infinity };

/**
 * Fetches what draws the lines; null when it cannot be had. It weighs more than the rest of the Live page and has
 * nothing to draw until the readings are there, so it comes by itself, after the first paint.
 */
export function loadPlot(): Promise<CreatePlot | null> {
  return import('./plot').then(
    ({ createPlot }) => createPlot,
    () => null,
  );
}

/**
 * Power over time: a streaming chart that is also a legend with values, a keyboard cursor and a table. The lines
 * appear, in room that is kept for them, when `loadPlot` is through; everything else does not wait for it.
 */
@Component({
  selector: 'ohm-time-chart',
  imports: [ChartFoot, ChartTable, FigureButton],
  templateUrl: './time-chart.html',
  styleUrl: './time-chart.scss',
})
export class TimeChart {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly name = input.required<string>();
  readonly summary = input.required<string>();
  readonly series = input.required<readonly ChartSeries[]>();
  /** By the key of a series that is made of means: how its newest is marked, e.g. "≈ mean of 5 min". */
  readonly means = input<Readonly<Record<string, string>>>({});
  readonly data = input.required<ChartData>();
  readonly window = input.required<ChartWindow>();
  readonly locale = input.required<string>();
  readonly zone = input.required<string>();
  /** Changes when the colours did, so that the canvas is drawn anew. */
  readonly isDark = input.required<boolean>();
  /** Step of the table twin in milliseconds. */
  readonly tableStep = input.required<number>();
  /** What the legend shows without a cursor: the newest values, or means under this name. */
  readonly restLabel = input<string | null>(null);
  /** Whether a span can be chosen by dragging across the chart. */
  readonly canSelect = input(false);

  /** What the lines are made of. */
  readonly terms = input<LineTerms>(() => null);

  readonly selected = output<ChartWindow>();

  private readonly canvas = viewChild.required<ElementRef<HTMLElement>>('canvas');

  protected readonly id = `chart-${(count += 1)}`;
  protected readonly isTableShown = signal(false);
  protected readonly cursorAt = signal<number | null>(null);
  protected readonly spoken = signal('');

  protected readonly readout = computed(() => {
    const { t, values } = this.data();
    const at = this.cursorAt();
    const restLabel = this.restLabel();
    const index = at === null ? t.length - 1 : nearestRow(t, at);
    const time = t[index];
    const isMean = at === null && restLabel !== null;
    const shown = (column: readonly (number | null)[] | undefined): number | null =>
      isMean ? meanOf(column ?? []) : (column?.[index] ?? null);
    return {
      time:
        at === null || time === undefined
          ? (restLabel ?? $localize`Now`)
          : clockTimeWithSeconds(time, this.locale(), this.zone()),
      items: this.series().map((series) => ({
        ...series,
        // Of what lengths the means of the past are, nobody wrote down.
        mean: this.means()[series.key] && (at === null ? this.means()[series.key] : meanMark),
        text: decimal(kilo(shown(values[series.key])), this.locale(), 2),
        source: meanSource(
          this.data(),
          series.key,
          this.terms(),
          isMean ? everything : { from: time ?? 0, to: (time ?? 0) + 1 },
        ),
      })),
    };
  });

  private readonly createPlot = signal<CreatePlot | null>(null);
  private plot: uPlot | null = null;
  private announceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    void loadPlot().then((createPlot) => {
      this.createPlot.set(createPlot);
      if (!createPlot) {
        this.isTableShown.set(true); // says the same
      }
    });
    afterRenderEffect({
      write: () => {
        this.isDark();
        this.series();
        this.locale();
        this.zone();
        const createPlot = this.createPlot();
        if (createPlot) {
          untracked(() => this.build(createPlot));
        }
      },
    });
    afterRenderEffect({
      write: () => {
        const data = this.columns();
        const window = this.window();
        untracked(() => {
          this.plot?.setData(data, false);
          this.plot?.setScale('x', { min: window.from / 1000, max: window.to / 1000 });
        });
      },
    });
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.host.nativeElement);
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
      clearTimeout(this.announceTimer);
      this.plot?.destroy();
    });
  }

  /** Arrow keys walk along the rows; Shift takes bigger steps; Home and End jump; Escape leaves. */
  protected moveCursor(event: KeyboardEvent): void {
    const { t } = this.data();
    const window = this.window();
    const visible = t.filter((time) => time >= window.from && time <= window.to);
    if (visible.length === 0) {
      return;
    }
    const at = this.cursorAt();
    const index = at === null ? visible.length - 1 : nearestRow(visible, at);
    const step = Math.max(1, Math.round(visible.length / (event.shiftKey ? 12 : 60)));
    const targets: Record<string, number> = {
      ArrowLeft: Math.max(0, index - step),
      ArrowRight: Math.min(visible.length - 1, index + step),
      Home: 0,
      End: visible.length - 1,
    };
    if (event.key === 'Escape') {
      this.showCursor(null);
      return;
    }
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.showCursor(visible[target] ?? null);
      this.announceSoon();
    }
  }

  protected leave(): void {
    this.showCursor(null);
  }

  private showCursor(at: number | null): void {
    this.cursorAt.set(at);
    const left = at === null ? -10 : (this.plot?.valToPos(at / 1000, 'x') ?? -10);
    this.plot?.setCursor({ left, top: at === null ? -10 : 0 }, false);
  }

  private announceSoon(): void {
    clearTimeout(this.announceTimer);
    this.announceTimer = setTimeout(() => {
      const { time, items } = this.readout();
      this.spoken.set(
        `${time}: ${items.map((item) => `${item.label} ${item.text} kW${item.mean ? `, ${item.mean}` : ''}`).join('; ')}`,
      );
    }, 300);
  }

  private columns(): uPlot.AlignedData {
    const { t, values } = this.data();
    return [
      t.map((time) => time / 1000),
      ...this.series().map((series) => (values[series.key] ?? []).map(kilo)),
    ] as uPlot.AlignedData;
  }

  private build(createPlot: CreatePlot): void {
    this.plot?.destroy();
    const element = this.canvas().nativeElement;
    const window = this.window();
    this.plot = createPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        series: this.series(),
        style: getComputedStyle(element),
        tickTime: (at) => this.tickTime(at),
        tickValue: (value, decimals) => decimal(value, this.locale(), decimals),
        zone: this.zone(),
        onCursor: (at) => this.cursorAt.set(at),
        onSelect: this.canSelect() ? (from, to) => this.selected.emit({ from, to }) : null,
      },
      this.columns(),
      element,
    );
    this.plot.setScale('x', { min: window.from / 1000, max: window.to / 1000 });
  }

  private tickTime(at: number): string {
    const { from, to } = this.window();
    return (to - from < secondsBelow ? clockTimeWithSeconds : clockTime)(
      at,
      this.locale(),
      this.zone(),
    );
  }

  private resize(): void {
    const element = this.canvas().nativeElement;
    if (
      this.plot &&
      (this.plot.width !== element.clientWidth || this.plot.height !== element.clientHeight)
    ) {
      this.plot.setSize({ width: element.clientWidth, height: element.clientHeight });
    }
  }
}

function meanOf(column: readonly (number | null)[]): number | null {
  const known = column.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function kilo(watts: number | null): number | null {
  return watts === null ? null : watts / 1000;
}
