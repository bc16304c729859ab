/** One colour of a stack of bars. What goes out of the home is drawn below zero; its values are positive all the same. */
export interface BarSeries {
  readonly key: string;
  readonly label: string;
  /** CSS colour. */
  readonly color: string;
  readonly direction: 'up' | 'down';
}

export type BarValues = Readonly<Record<string, number | null>>;

export interface BarRect {
  readonly key: string;
  readonly y: number;
  readonly height: number;
}

/** Where a stack ends, above and below zero. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

export interface Scale extends Extent {
  readonly ticks: readonly number[];
  readonly decimals: number;
  /** From a value to pixels from the top. */
  readonly place: (value: number) => number;
}

/**
 * Stacks values from zero, up and down apart, in the order of the series. A negative value, as a correction leaves it,
 * goes the other way than its series. Unknown values take no room.
 */
export function stack(
  values: BarValues,
  series: readonly BarSeries[],
): { parts: { key: string; from: number; to: number }[]; extent: Extent } {
  let high = 0;
  let low = 0;
  const parts = series.flatMap(({ key, direction }) => {
    const value = values[key] ?? null;
    const signed = value === null ? 0 : direction === 'up' ? value : -value;
    if (signed === 0) {
      return [];
    }
    const from = signed > 0 ? high : low;
    const to = from + signed;
    if (signed > 0) {
      high = to;
    } else {
      low = to;
    }
    return [{ key, from, to }];
  });
  return { parts, extent: { low, high } };
}

export function widest(extents: readonly Extent[]): Extent {
  return extents.reduce(
    (all, one) => ({ low: Math.min(all.low, one.low), high: Math.max(all.high, one.high) }),
    { low: 0, high: 0 },
  );
}

/**
 * A scale with zero in it and round ticks, about as many as asked for. What is only a sliver on one side of zero gets no
 * tick of its own there.
 */
export function scaleFor(extent: Extent, height: number, count: number): Scale {
  const span = extent.high - extent.low || 1;
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const sliver = 0.15;
  const isSliver = extent.low < 0 && -extent.low < sliver * step && extent.high > 0;
  const first = isSliver ? 0 : Math.floor(extent.low / step + 1e-9);
  const highest = extent.high || (extent.low < 0 ? 0 : 1);
  const last = Math.max(first + 1, Math.ceil(highest / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step + 0); // never −0
  const low = isSliver ? -sliver * step : first * step;
  const high = last * step + 0;
  const decimals = [0, 1, 2].find((d) => isWhole(step * 10 ** d)) ?? 3;
  return {
    low,
    high,
    ticks,
    decimals,
    place: (value) => ((high - value) / (high - low)) * height,
  };
}

/** The rectangles of one stack, with a hair of room between its parts. */
export function rectsOf(values: BarValues, series: readonly BarSeries[], scale: Scale): BarRect[] {
  return stack(values, series).parts.map(({ key, from, to }) => {
    const top = scale.place(Math.max(from, to));
    const bottom = scale.place(Math.min(from, to));
    const room = bottom - top > 3 && from !== 0 ? 1 : 0;
    // The part further from zero gives up the room, so that what stands on zero touches it.
    return to > from
      ? { key, y: top, height: bottom - top - room }
      : { key, y: top + room, height: bottom - top - room };
  });
}

/** Every how many bars a label fits. */
export function labelStep(count: number, width: number, labelWidth: number): number {
  const fits = Math.max(1, Math.floor(width / labelWidth));
  return (
    [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14].find((step) => Math.ceil(count / step) <= fits) ?? count
  );
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
