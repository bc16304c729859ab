import {
  Component,
  DestroyRef,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { scaleFor } from '../chart/bar-layout';
import { ChartFoot } from '../chart/chart-foot';
import { dateAndTime } from '../energy/home-clock';
import { decimal, isKnown, unknownValue } from '../energy/units';
import { slotTicks, stepPaths } from './slot-layout';
import { SlotValues } from './slot-values';

const plotHeight = 220;
const stripHeight = 40;
const axis = { left: 52, top: 10, bottom: 26, gap: 22 };
const tickWidth = 64;
let count = 0;

/**
 * One figure per quarter-hour as steps, with how many homes it is of below it where that differs; a cursor by pointer
 * or arrow keys, and the same numbers as a table.
 */
@Component({
  selector: 'ohm-slot-chart',
  imports: [ChartFoot, SlotValues],
  templateUrl: './slot-chart.html',
  styleUrl: './slot-chart.scss',
})
export class SlotChart {
  readonly name = input.required<string>();
  readonly summary = input.required<string>();
  /** Where each slot begins, ascending. */
  readonly t = input.required<readonly number[]>();
  readonly values = input.required<readonly (number | null)[]>();
  readonly valueLabel = input.required<string>();
  readonly unit = input.required<string>();
  readonly decimals = input(3);
  readonly color = input.required<string>();
  /** How many homes each slot is of; empty where there is nothing to tell of it. */
  readonly homes = input<readonly number[]>([]);
  readonly locale = input.required<string>();
  readonly zone = input.required<string>();

  private readonly plot = viewChild.required<ElementRef<HTMLElement>>('plot');

  protected readonly id = `slots-${(count += 1)}`;
  protected readonly axis = axis;
  protected readonly timesY = axis.top + plotHeight + 18;
  protected readonly width = signal(720);
  protected readonly isTableShown = signal(false);
  protected readonly spoken = signal('');
  protected readonly cursor = linkedSignal<readonly number[], number | null>({
    source: this.t,
    computation: () => null,
  });

  protected readonly hasHomes = computed(() => this.homes().length > 0);
  protected readonly height = computed(
    () => axis.top + plotHeight + axis.bottom + (this.hasHomes() ? axis.gap + stripHeight : 0),
  );
  private readonly x = computed(() => {
    const step = (this.width() - axis.left) / Math.max(1, this.t().length);
    return (index: number): number => axis.left + step * index;
  });
  private readonly scale = computed(() => {
    const known = this.values().filter(isKnown);
    return scaleFor({ low: Math.min(0, ...known), high: Math.max(0, ...known) }, plotHeight, 4);
  });
  protected readonly drawn = computed(() => {
    const scale = this.scale();
    return stepPaths(this.values(), this.x(), (value) => axis.top + scale.place(value));
  });
  protected readonly ticks = computed(() => {
    const { ticks, decimals, place } = this.scale();
    return ticks.map((tick) => ({
      y: axis.top + place(tick),
      text: decimal(tick, this.locale(), Math.max(decimals, 0)),
      isZero: Math.abs(tick) < 1e-9,
    }));
  });
  protected readonly times = computed(() => {
    const most = Math.max(2, Math.floor((this.width() - axis.left) / tickWidth));
    return slotTicks(this.t(), this.locale(), this.zone(), most).map(({ index, text }) => ({
      x: this.x()(index),
      text,
    }));
  });
  protected readonly strip = computed(() => {
    const homes = this.homes();
    const most = Math.max(1, ...homes);
    const bottom = this.height() - 2;
    const top = bottom - stripHeight;
    const paths = stepPaths(homes, this.x(), (value) => bottom - (value / most) * stripHeight);
    return { ...paths, most, top, bottom };
  });
  protected readonly cursorX = computed(() => {
    const cursor = this.cursor();
    return cursor === null ? null : (this.x()(cursor) + this.x()(cursor + 1)) / 2;
  });
  protected readonly readout = computed(() => {
    const cursor = this.cursor();
    return cursor === null
      ? null
      : {
          time: dateAndTime(this.t()[cursor] ?? 0, this.locale(), this.zone()),
          value: decimal(this.values()[cursor], this.locale(), this.decimals()),
          homes: `${this.homes()[cursor] ?? unknownValue}`,
        };
  });
  protected readonly columns = computed(() => [
    {
      label: `${this.valueLabel()}, ${this.unit()}`,
      text: (index: number) => decimal(this.values()[index], this.locale(), this.decimals()),
    },
    ...(this.hasHomes()
      ? [
          {
            label: $localize`Homes`,
            text: (index: number) => `${this.homes()[index] ?? unknownValue}`,
          },
        ]
      : []),
  ]);

  private announceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef);
    const observer = new ResizeObserver(() =>
      this.width.set(Math.max(240, this.plot().nativeElement.clientWidth)),
    );
    observer.observe(host.nativeElement);
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
      clearTimeout(this.announceTimer);
    });
  }

  protected point(event: PointerEvent): void {
    const { left } = this.plot().nativeElement.getBoundingClientRect();
    const share = (event.clientX - left - axis.left) / Math.max(1, this.width() - axis.left);
    const index = Math.floor(share * this.t().length);
    this.cursor.set(index >= 0 && index < this.t().length ? index : null);
  }

  protected leave(): void {
    this.cursor.set(null);
  }

  /** Arrow keys walk along the slots, with Shift hour by hour; Home and End jump, Escape leaves. */
  protected walk(event: KeyboardEvent): void {
    const last = this.t().length - 1;
    const now = this.cursor() ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const step = event.shiftKey ? 4 : 1;
    const targets: Record<string, number> = {
      ArrowLeft: Math.max(0, now - step),
      ArrowRight: Math.min(last, now + step),
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape') {
      this.leave();
      return;
    }
    const target = targets[event.key];
    if (target !== undefined && last >= 0) {
      event.preventDefault();
      this.cursor.set(target);
      clearTimeout(this.announceTimer);
      this.announceTimer = setTimeout(() => this.spoken.set(this.words()), 300);
    }
  }

  private words(): string {
    const shown = this.readout();
    const homes = shown && this.hasHomes() ? $localize`, ${shown.homes}:homes: homes` : '';
    return shown ? `${shown.time}: ${shown.value} ${this.unit()}${homes}` : '';
  }
}
