import { Channel, EnergySeries } from '../api/types';
import { BarSeries } from '../chart/bar-layout';
import type { ChartBar } from '../chart/bar-chart';
import { EnergyRow, EnergyTable, Quantity, energyTable, sum } from './energy-table';
import { Medium, Step } from './history-view';
import { barName, barTick } from './period-words';

export interface HistoryBars {
  readonly table: EnergyTable;
  readonly bars: readonly ChartBar[];
  /** Sum of what it is compared with; null without, or when nothing of it is known. */
  readonly comparedUsed: number | null;
}

/**
 * The bars of an answer, each with what stands at its place in the compared period beside it. What has no place, as the
 * 31st beside a month of 30 days, follows at the end, so that nothing of the compared total is hidden.
 */
export function historyBars(
  medium: Medium,
  series: EnergySeries,
  channels: readonly Channel[],
  step: Step,
  locale: string,
  quantity?: Quantity,
  isPart = false,
): HistoryBars {
  const zone = series.time_zone;
  const table = energyTable(medium, series, channels, quantity, isPart);
  const compared = series.compare
    ? energyTable(medium, series.compare, channels, quantity, isPart)
    : null;
  const aligned: readonly (number | null)[] = series.compare?.aligned ?? [];
  const beside = (index: number): EnergyRow[] =>
    compared?.rows.filter((_, other) => aligned[other] === index) ?? [];
  const barOf = (row: EnergyRow, others: readonly EnergyRow[]): ChartBar => ({
    at: row.from,
    to: row.to,
    tick: barTick(row.from, step, locale, zone),
    name: barName(row.from, row.to, step, locale, zone),
    values: row.values,
    line: row.used,
    compared: others.length > 0 ? together(others, table.series) : null,
    comparedLine: sum(others.map((other) => other.used)),
    besides: others.map(({ from, to }) => ({ from, to })),
    covered: row.covered,
    estimated: row.estimated,
  });
  const unplaced = compared?.rows.filter((_, other) => (aligned[other] ?? null) === null) ?? [];
  return {
    table,
    bars: [
      ...table.rows.map((row, index) => barOf(row, beside(index))),
      ...unplaced.map((row) =>
        barOf({ ...row, values: {}, used: null, covered: null, estimated: 0 }, [row]),
      ),
    ],
    comparedUsed: compared?.used ?? null,
  };
}

function together(rows: readonly EnergyRow[], series: readonly BarSeries[]) {
  return Object.fromEntries(
    series.map(({ key }) => [key, sum(rows.map((row) => row.values[key] ?? null))]),
  );
}
