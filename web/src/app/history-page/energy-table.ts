import { Channel, EnergyCompared, EnergyFlows } from '../api/types';
import { BarSeries, BarValues } from '../chart/bar-layout';
import { wholeChannels } from '../energy/balance';
import { isKnown } from '../energy/units';
import { Medium } from './history-view';

/** The columns that an answer and what it is compared with share. */
export type EnergyColumns = Omit<
  EnergyCompared,
  'compare' | 'from' | 'to' | 'until' | 'days' | 'compared_days' | 'aligned'
>;

type Values = readonly (number | null)[];

export interface EnergyRow {
  readonly from: number;
  readonly to: number;
  readonly values: BarValues;
  /** What was used: by the home, or by all channels of another medium. */
  readonly used: number | null;
  /** Share of what is over that is known; null when nothing is over. */
  readonly covered: number | null;
  /** Share of what is known whose timing is assumed. */
  readonly estimated: number;
  /** Share of what is known that comes from hourly data. */
  readonly coarse: number;
  /** Share of what is known in which meters contradict each other. */
  readonly faulty: number;
}

/** One medium of a home per period, and in total. */
export interface EnergyTable {
  readonly series: readonly BarSeries[];
  readonly rows: readonly EnergyRow[];
  readonly totals: BarValues;
  readonly used: number | null;
  /** Each series stands by itself: what they are together is not known. */
  readonly isApart: boolean;
}

/** What gas and water are told in. */
export type Quantity = 'kwh' | 'm3';

/** The media that a home has channels of. */
export function mediaOf(channels: readonly Channel[]): Medium[] {
  const has = (...roles: string[]): boolean =>
    channels.some((channel) => roles.includes(channel.role));
  return [
    ...(has(...sources.map((source) => source.key), 'device') ? (['electricity'] as const) : []),
    ...(['gas', 'water', 'heat'] as const).filter((medium) => has(medium)),
  ];
}

/**
 * `isPart`: not all that the home exchanges is seen. Then each of it stands by itself, and there is no total; devices
 * alone can be added up.
 */
export function energyTable(
  medium: Medium,
  data: EnergyColumns,
  channels: readonly Channel[],
  quantity: Quantity = medium === 'gas' || medium === 'water' ? 'm3' : 'kwh',
  isPart = false,
): EnergyTable {
  const exchanged = medium === 'electricity' && (data.home || isPart) ? balanceColumns(data) : [];
  const isApart = !data.home && exchanged.length > 0;
  const columns =
    exchanged.length > 0 || (medium === 'electricity' && data.home)
      ? exchanged
      : channelColumns(medium, data, channels, quantity);
  const covered = medium === 'electricity' ? data.quality.covered : coverageOf(columns, data);
  const used: Values =
    medium === 'electricity' && data.home
      ? data.home
      : data.t.map((_, index) =>
          isApart ? null : sum(columns.map((column) => column.values[index] ?? null)),
        );
  const rows = data.t.map((from, index): EnergyRow => ({
    from: Date.parse(from),
    to: Date.parse(data.t_end[index] ?? from),
    values: Object.fromEntries(
      columns.map((column) => [column.series.key, column.values[index] ?? null]),
    ),
    used: used[index] ?? null,
    covered: covered[index] ?? null,
    // The answer tells how it is known of electricity alone.
    estimated: medium === 'electricity' ? (data.quality.estimated[index] ?? 0) : 0,
    coarse: medium === 'electricity' ? (data.quality.coarse[index] ?? 0) : 0,
    faulty: medium === 'electricity' ? (data.quality.faulty[index] ?? 0) : 0,
  }));
  return {
    series: columns.map((column) => column.series),
    rows,
    totals: Object.fromEntries(columns.map((column) => [column.series.key, sum(column.values)])),
    used: sum(used),
    isApart,
  };
}

/** Exact to the six decimals that amounts come with; null when nothing is known. */
export function sum(values: Values): number | null {
  const known = values.filter(isKnown);
  return known.length === 0
    ? null
    : known.reduce((total, value) => total + Math.round(value * 1e6), 0) / 1e6;
}

/** Known slots of those that are over, by the share of each period and its length. */
export function coverage(rows: readonly EnergyRow[], now: number): { known: number; over: number } {
  const quarter = 15 * 60_000;
  return rows.reduce(
    (all, row) => {
      const over = Math.max(0, Math.floor((Math.min(row.to, now) - row.from) / quarter));
      return {
        known: all.known + Math.round(over * (row.covered ?? 0)),
        over: all.over + (row.covered === null ? 0 : over),
      };
    },
    { known: 0, over: 0 },
  );
}

/**
 * Share of what is known whose timing is assumed, that comes from hourly data, or in which meters contradict each
 * other, over all rows.
 */
export function shareOf(
  kind: 'estimated' | 'coarse' | 'faulty',
  rows: readonly EnergyRow[],
): number {
  let known = 0;
  let part = 0;
  for (const row of rows) {
    const length = (row.to - row.from) * (row.covered ?? 0);
    known += length;
    part += length * row[kind];
  }
  return known === 0 ? 0 : part / known;
}

/** Of several channels as much is known as of the one that is known least. */
function coverageOf(columns: readonly Column[], data: EnergyColumns): Values {
  return data.t.map((_, index) => {
    const shares = columns
      .map(({ series }) => data.channels[series.key]?.covered?.[index] ?? null)
      .filter(isKnown);
    return shares.length === 0 ? null : Math.min(...shares);
  });
}

interface Column {
  readonly series: BarSeries;
  readonly values: Values;
}

type BalanceKey =
  'solar' | 'generator' | 'battery_discharge' | 'grid_import' | 'battery_charge' | 'grid_export';

const sources: readonly (BarSeries & { key: BalanceKey })[] = [
  { key: 'solar', label: $localize`Solar`, color: 'var(--energy-solar)', direction: 'up' },
  {
    key: 'generator',
    label: $localize`Generator`,
    color: 'var(--energy-generator)',
    direction: 'up',
  },
  {
    key: 'battery_discharge',
    label: $localize`From battery`,
    color: 'var(--energy-discharge)',
    direction: 'up',
  },
  {
    key: 'grid_import',
    label: $localize`Imported`,
    color: 'var(--energy-import)',
    direction: 'up',
  },
  {
    key: 'battery_charge',
    label: $localize`Into battery`,
    color: 'var(--energy-charge)',
    direction: 'down',
  },
  {
    key: 'grid_export',
    label: $localize`Exported`,
    color: 'var(--energy-export)',
    direction: 'down',
  },
];

function balanceColumns(data: EnergyColumns): Column[] {
  return sources.flatMap((series) => {
    const values = data[series.key];
    return values ? [{ series, values }] : [];
  });
}

const mediumColors: Record<Medium, string> = {
  electricity: '--energy-home',
  gas: '--energy-gas',
  water: '--energy-water',
  heat: '--energy-heat',
};

/** Every channel that is not part of another one, in shades of the medium's colour. */
function channelColumns(
  medium: Medium,
  data: EnergyColumns,
  channels: readonly Channel[],
  quantity: Quantity,
): Column[] {
  const whole = wholeChannels(channels, medium === 'electricity' ? 'device' : medium);
  return whole.map((channel, index) => {
    const share = Math.round(100 - (index * 60) / Math.max(1, whole.length));
    return {
      series: {
        key: channel.id,
        label: channel.name,
        color: `color-mix(in oklab, var(${mediumColors[medium]}) ${share}%, var(--surface))`,
        direction: 'up',
      },
      values: valuesOf(data, channel.id, quantity),
    };
  });
}

export function hasDevices(channels: readonly Channel[]): boolean {
  return wholeChannels(channels, 'device').length > 0;
}

export function valuesOf(data: EnergyColumns, channel: string, quantity: Quantity = 'kwh'): Values {
  return data.channels[channel]?.[quantity] ?? data.t.map(() => null);
}

/** Whether gas is in view that has no energy, because it is older than the home's first calorific value. */
export function hasUnratedGas(data: EnergyColumns): boolean {
  return Object.values(data.channels).some(({ kwh, m3 }) =>
    (m3 ?? []).some(
      (volume, index) => isKnown(volume) && kwh !== undefined && !isKnown(kwh[index]),
    ),
  );
}

/** A flow over the whole span. */
export function flowTotal(data: EnergyColumns, flow: keyof EnergyFlows): number {
  return sum(data.flows?.[flow] ?? []) ?? 0;
}
