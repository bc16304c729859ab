import { Channel, PowerSeries } from '../api/types';

/** Power through the home at one instant, in watts. Grid: + import, − export. Battery: + discharge, − charge. */
export interface PowerRow {
  home: number | null;
  grid: number | null;
  solar: number | null;
  battery: number | null;
  generator: number | null;
}

export type RowKey = keyof PowerRow;

export const emptyRow: PowerRow = {
  home: null,
  grid: null,
  solar: null,
  battery: null,
  generator: null,
};

/** Channels of a role that are not already part of another one. */
export function wholeChannels(channels: readonly Channel[], role: string): Channel[] {
  return channels.filter((channel) => channel.role === role && !channel.included_in);
}

/** The roles that make up the home's own power. */
export const balanceRoles = [
  'grid_import',
  'grid_export',
  'solar',
  'generator',
  'battery_charge',
  'battery_discharge',
];

/** The channels a power chart of the home needs. */
export function balanceChannels(channels: readonly Channel[]): Channel[] {
  return balanceRoles.flatMap((role) => wholeChannels(channels, role));
}

/**
 * How to make one row from the power of each channel. What the home lacks counts as nothing, what is silent as
 * unknown. The roles are sorted out once, as a day has thousands of rows.
 */
export function rowMaker(
  channels: readonly Channel[],
): (powerOf: (channel: string) => number | null) => PowerRow {
  const ids = (role: string): string[] =>
    wholeChannels(channels, role).map((channel) => channel.id);
  const roles = {
    gridImport: ids('grid_import'),
    gridExport: ids('grid_export'),
    solar: ids('solar'),
    alternating: wholeChannels(channels, 'solar')
      .filter((channel) => channel.adds_to_ac_balance)
      .map((channel) => channel.id),
    discharge: ids('battery_discharge'),
    charge: ids('battery_charge'),
    generator: ids('generator'),
  };
  return (powerOf) => {
    const gridImport = sum(roles.gridImport, powerOf);
    const grid = difference(gridImport, sum(roles.gridExport, powerOf));
    const battery = difference(sum(roles.discharge, powerOf), sum(roles.charge, powerOf));
    const generator = sum(roles.generator, powerOf);
    const alternating = sum(roles.alternating, powerOf);
    const home =
      grid === null || gridImport === null
        ? null
        : grid + (alternating ?? 0) + (battery ?? 0) + (generator ?? 0);
    return { home, grid, solar: sum(roles.solar, powerOf), battery, generator };
  };
}

/** Of those that say something; null when none does, or there is none. */
function sum(ids: readonly string[], powerOf: (channel: string) => number | null): number | null {
  let total: number | null = null;
  for (const id of ids) {
    const watts = powerOf(id);
    total = watts === null ? total : (total ?? 0) + watts;
  }
  return total;
}

function difference(plus: number | null, minus: number | null): number | null {
  return plus === null && minus === null ? null : (plus ?? 0) - (minus ?? 0);
}

export interface TimedRows {
  readonly t: number[];
  readonly rows: PowerRow[];
}

/** Rows at the start of each bucket of a power answer; buckets without any reading stay unknown. */
export function rowsFrom(series: PowerSeries, channels: readonly Channel[]): TimedRows {
  const make = rowMaker(channels);
  return {
    t: series.t.map((time) => Date.parse(time)),
    rows: series.t.map((_, index) => make((id) => series.channels[id]?.mean[index] ?? null)),
  };
}
