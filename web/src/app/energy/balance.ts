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
 * How to make one row from the power of each channel. What the home lacks counts as nothing; what is silent is
 * unknown, unless something else carries the power at that moment. The roles are sorted out once, as a day has
 * thousands of rows.
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
    const grid = net(roles.gridImport, roles.gridExport, powerOf);
    const battery = net(roles.discharge, roles.charge, powerOf);
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

/**
 * One direction less the other. Of registers and directions one works at a time: while it does, silence of the others
 * means nothing. A zero beside silence is not believed, as the silent one may be the one that works.
 */
function net(
  plus: readonly string[],
  minus: readonly string[],
  powerOf: (channel: string) => number | null,
): number | null {
  const total = (sum(plus, powerOf) ?? 0) - (sum(minus, powerOf) ?? 0);
  const ids = [...plus, ...minus];
  const isBelieved = ids.length > 0 && ids.every((id) => powerOf(id) !== null);
  return total === 0 && !isBelieved ? null : total;
}

export interface TimedRows {
  readonly t: number[];
  readonly rows: PowerRow[];
}

/**
 * Rows at the start of each bucket of a power answer; buckets without any reading stay unknown. What says nothing in
 * the whole span, as the register of a tariff that did not apply, is left out.
 */
export function rowsFrom(series: PowerSeries, channels: readonly Channel[]): TimedRows {
  const make = rowMaker(
    channels.filter((channel) => series.channels[channel.id]?.mean.some((mean) => mean !== null)),
  );
  return {
    t: series.t.map((time) => Date.parse(time)),
    rows: series.t.map((_, index) => make((id) => series.channels[id]?.mean[index] ?? null)),
  };
}
