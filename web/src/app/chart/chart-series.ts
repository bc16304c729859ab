import type { PowerThen } from '../explain/figure';

/** One line of a time chart. The dash tells it apart where colour does not. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  /** Name of the CSS custom property that holds the colour, e.g. `--energy-solar`. */
  readonly color: string;
  readonly dash?: readonly number[];
  readonly isFilled?: boolean;
}

export interface ChartData {
  /** Milliseconds since the epoch, ascending. */
  readonly t: readonly number[];
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface ChartWindow {
  readonly from: number;
  readonly to: number;
}

/** What the points of each line are made of, by its key. */
export type LineTerms = (key: string) => Pick<PowerThen, 'formula' | 'terms'> | null;

/** What explains the mean of a line over its points in [from, to). */
export function meanSource(
  data: ChartData,
  key: string,
  terms: LineTerms,
  { from, to }: ChartWindow,
): PowerThen | null {
  const made = terms(key);
  const points: { at: number; watts: number }[] = [];
  for (let index = firstFrom(data.t, from); index < data.t.length; index += 1) {
    const at = data.t[index] ?? 0;
    if (at >= to) {
      break;
    }
    const watts = data.values[key]?.[index] ?? null;
    if (watts !== null) {
      points.push({ at, watts });
    }
  }
  return made && points.length > 0 ? { kind: 'then', ...made, points } : null;
}

/** Marks a value that is a mean between two steps of a counter, where the time between them is not known. */
export const meanMark = $localize`≈ mean`;

/** Index of the first row that is not before `at`. */
function firstFrom(t: readonly number[], at: number): number {
  let low = 0;
  let high = t.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t[middle] ?? 0) < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Index of the row nearest to `at`; −1 when there is none. */
export function nearestRow(t: readonly number[], at: number): number {
  const low = Math.min(firstFrom(t, at), Math.max(0, t.length - 1));
  const before = low - 1;
  return before >= 0 && at - (t[before] ?? 0) < (t[low] ?? 0) - at
    ? before
    : t.length === 0
      ? -1
      : low;
}

/** Means per step for the table twin: few enough rows to read, none that the chart does not show. */
export function tableRows(
  data: ChartData,
  keys: readonly string[],
  window: ChartWindow,
  step: number,
): TableRow[] {
  const rows = new Map<number, { sums: number[]; counts: number[] }>();
  data.t.forEach((time, index) => {
    if (time < window.from || time > window.to) {
      return;
    }
    const start = Math.floor(time / step) * step;
    const row = rows.get(start) ?? { sums: keys.map(() => 0), counts: keys.map(() => 0) };
    rows.set(start, row);
    keys.forEach((key, column) => {
      const value = data.values[key]?.[index] ?? null;
      if (value !== null) {
        row.sums[column] = (row.sums[column] ?? 0) + value;
        row.counts[column] = (row.counts[column] ?? 0) + 1;
      }
    });
  });
  return [...rows.entries()]
    .sort(([a], [b]) => b - a)
    .map(([at, { sums, counts }]) => ({
      at,
      values: sums.map((sum, column) =>
        (counts[column] ?? 0) > 0 ? sum / (counts[column] ?? 1) : null,
      ),
    }));
}

export interface TableRow {
  readonly at: number;
  readonly values: readonly (number | null)[];
}
