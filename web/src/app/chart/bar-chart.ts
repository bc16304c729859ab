import {
  Component,
  DestroyRef,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Measure } from '../energy/measure';
import { FigurePart } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { decimal } from '../energy/units';
import { BarSeries, BarValues, labelStep, rectsOf, scaleFor, stack, widest } from './bar-layout';
import { BarTable } from './bar-table';
import { ChartFoot } from './chart-foot';

/** One stack, with what it is compared with beside it. */
export interface ChartBar {
  /** Where its period begins, in milliseconds, and ends. */
  readonly at: number;
  readonly to: number;
  readonly tick: string;
  readonly name: string;
  readonly values: BarValues;
  /** Drawn as a line across the stack. */
  readonly line: number | null;
  readonly compared: BarValues | null;
  readonly comparedLine: number | null;
  /** The periods that it is compared with. */
  readonly besides: readonly { readonly from: number; readonly to: number }[];
  /** Of what is over; null when nothing is. */
  readonly covered: number | null;
  readonly estimated: number;
}

/** What stands above bars: from one to another, counted from 0. */
export interface ChartMark {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}
/** What explains a value of a chart: of a series, the line, or what it is compared with; of a bar, or in total. */
export type BarParts = (
  key: string,
  bar: ChartBar | null,
  isCompared: boolean,
) => readonly FigurePart[] | null;

const height = 260;
const axis = { left: 46, top: 10, bottom: 30 };
let count = 0;

/**
 * Stacked bars over time: sources up, what leaves the home down. The legend switches series off and tells the values of
 * the bar under the pointer or the focus, else the totals. Every bar can be reached by the arrow keys.
 */
@Component({
  selector: 'ohm-bar-chart',
  imports: [BarTable, ChartFoot, FigureButton],
  templateUrl: './bar-chart.html',
  styleUrl: './bar-chart.scss',
})
export class BarChart {
  readonly name = input.required<string>();
  readonly summary = input.required<string>();
  readonly series = input.required<readonly BarSeries[]>();
  readonly bars = input.required<readonly ChartBar[]>();
  readonly totals = input.required<BarValues>();
  /** What the line across the bars is; none without. */
  readonly lineLabel = input<string | null>(null);
  readonly lineTotal = input<number | null>(null);
  /** What the bars are compared with, and its total. */
  readonly comparedLabel = input<string | null>(null);
  readonly comparedTotal = input<number | null>(null);
  readonly periodLabel = input.required<string>();
  readonly measure = input.required<Measure>();
  readonly locale = input.required<string>();
  /** What opening a bar leads to, as a verb; bars do not open without. */
  readonly openHint = input<string | null>(null);
  /** What people noted about bars. */
  readonly marks = input<readonly ChartMark[]>([]);
  /** What the values can be explained by; the line has the key "used". */
  readonly parts = input<BarParts>(() => null);

  /** The period of the bar that was chosen. */
  readonly open = output<ChartBar>();

  private readonly plot = viewChild.required<ElementRef<HTMLElement>>('plot');

  protected readonly id = `bars-${(count += 1)}`;
  protected readonly height = height;
  protected readonly axis = axis;
  protected readonly width = signal(720);
  protected readonly isTableShown = signal(false);
  protected readonly hidden = signal<ReadonlySet<string>>(new Set());
  protected readonly cursor = linkedSignal<readonly ChartBar[], number | null>({
    source: this.bars,
    computation: () => null,
  });
  /** The bar that the Tab key reaches. */
  protected readonly reachable = linkedSignal<readonly ChartBar[], number>({
    source: this.bars,
    computation: () => 0,
  });

  private readonly shown = computed(() =>
    this.series().filter((series) => !this.hidden().has(series.key)),
  );
  protected readonly isCompared = computed(() => this.comparedLabel() !== null);
  private readonly plotHeight = height - axis.top - axis.bottom;
  protected readonly scale = computed(() => {
    const series = this.shown();
    const measure = this.measure();
    const extents = this.bars().flatMap((bar) => [
      stack(bar.values, series).extent,
      ...(bar.compared ? [stack(bar.compared, series).extent] : []),
      { low: 0, high: Math.max(bar.line ?? 0, bar.comparedLine ?? 0) },
    ]);
    const { low, high } = widest(extents);
    const scale = scaleFor(
      { low: measure.scaled(low), high: measure.scaled(high) },
      this.plotHeight,
      5,
    );
    return { ...scale, place: (value: number) => scale.place(measure.scaled(value)) };
  });
  protected readonly ticks = computed(() => {
    const { ticks, decimals, low, high } = this.scale();
    return ticks.map((tick) => ({
      y: axis.top + ((high - tick) / (high - low)) * this.plotHeight,
      text: decimal(tick, this.locale(), decimals),
      isZero: Math.abs(tick) < 1e-9,
    }));
  });
  protected readonly drawn = computed(() => {
    const bars = this.bars();
    const scale = this.scale();
    const series = this.shown();
    const colors = new Map(this.series().map((one) => [one.key, one.color]));
    const step = (this.width() - axis.left) / Math.max(1, bars.length);
    const isCompared = this.isCompared();
    // Of a single series the line is its own end.
    const isLineDrawn = this.lineLabel() !== null && this.series().length > 1;
    const whole = Math.min(step * 0.72, 56);
    const main = isCompared ? whole * 0.62 : whole;
    const beside = isCompared ? whole * 0.3 : 0;
    const longest = Math.max(...bars.map((bar) => bar.tick.length), 1);
    const every = labelStep(bars.length, this.width() - axis.left, longest * 7.2 + 10);
    const rects = (values: BarValues) =>
      rectsOf(values, series, scale).map((rect) => ({
        ...rect,
        y: rect.y + axis.top,
        color: colors.get(rect.key) ?? '',
      }));
    return bars.map((bar, index) => {
      const x = axis.left + step * index;
      const start = x + (step - whole) / 2;
      return {
        bar,
        x,
        step,
        center: x + step / 2,
        tick: index % every === 0 ? bar.tick : '',
        main: { x: start + (isCompared ? whole - main : 0), width: main, rects: rects(bar.values) },
        beside: { x: start, width: beside, rects: bar.compared ? rects(bar.compared) : [] },
        lineY: bar.line === null || !isLineDrawn ? null : axis.top + scale.place(bar.line),
        isPartlyKnown: bar.covered !== null && bar.covered < 0.9995,
        isEstimated: bar.estimated > 0.0005,
        label: this.labelOf(bar, index),
      };
    });
  });
  protected readonly drawnMarks = computed(() => {
    const step = (this.width() - axis.left) / Math.max(1, this.bars().length);
    return this.marks().map((mark) => ({
      ...mark,
      x: axis.left + step * mark.from + 1,
      width: Math.max(3, step * (mark.to - mark.from + 1) - 2),
    }));
  });
  protected readonly hasPartlyKnown = computed(() => this.drawn().some((bar) => bar.isPartlyKnown));
  protected readonly hasEstimated = computed(() => this.drawn().some((bar) => bar.isEstimated));
  protected readonly readout = computed(() => {
    const bar = this.bars()[this.cursor() ?? -1];
    const measure = this.measure();
    const parts = this.parts();
    return {
      name: bar?.name ?? this.totalName,
      items: this.series().map((series) => ({
        ...series,
        isShown: !this.hidden().has(series.key),
        text: measure.digits((bar?.values ?? this.totals())[series.key]),
        parts: parts(series.key, bar ?? null, false),
      })),
      lineParts: parts('used', bar ?? null, false),
      comparedParts: parts('used', bar ?? null, true),
      line: measure.digits(bar ? bar.line : this.lineTotal()),
      compared: measure.digits(bar ? bar.comparedLine : this.comparedTotal()),
    };
  });

  private readonly totalName = $localize`In total`;

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef);
    const observer = new ResizeObserver(() =>
      this.width.set(Math.max(240, this.plot().nativeElement.clientWidth)),
    );
    observer.observe(host.nativeElement);
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }

  protected toggleSeries(key: string): void {
    this.hidden.update((hidden) => {
      const next = new Set(hidden);
      if (!next.delete(key)) {
        next.add(key);
      }
      return next;
    });
  }

  protected point(index: number | null): void {
    this.cursor.set(index);
  }

  protected reach(index: number): void {
    this.reachable.set(index);
    this.cursor.set(index);
  }

  /** Arrow keys walk along the bars, Home and End jump, Enter opens. The page does not hear of them. */
  protected walk(event: KeyboardEvent, index: number): void {
    const last = this.bars().length - 1;
    const targets: Record<string, number> = {
      ArrowLeft: Math.max(0, index - 1),
      ArrowRight: Math.min(last, index + 1),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      const bars = this.plot().nativeElement.querySelectorAll<SVGGElement>('.bar');
      bars[target]?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      this.choose(index);
    }
  }

  protected choose(index: number): void {
    const bar = this.bars()[index];
    if (bar && this.openHint() !== null) {
      this.open.emit(bar);
    }
  }

  private labelOf(bar: ChartBar, index: number): string {
    const measure = this.measure();
    const lineLabel = this.lineLabel();
    const comparedLabel = this.comparedLabel();
    const parts = [
      ...(lineLabel === null ? [] : [`${lineLabel} ${measure.text(bar.line)}`]),
      ...this.series().map((series) => `${series.label} ${measure.text(bar.values[series.key])}`),
      ...(comparedLabel === null ? [] : [`${comparedLabel} ${measure.text(bar.comparedLine)}`]),
      ...this.marks()
        .filter((mark) => mark.from <= index && index <= mark.to)
        .map((mark) => $localize`note: ${mark.text}:text:`),
    ];
    return `${bar.name}: ${parts.join(', ')}`;
  }
}
