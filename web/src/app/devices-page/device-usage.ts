import { Channel, UntrackedEnergy } from '../api/types';
import { sum, valuesOf } from '../history-page/energy-table';
import type { EnergyColumns } from '../history-page/energy-table';

/** What one device used over a span. */
export interface DeviceUsage {
  readonly channel: Channel;
  readonly depth: number;
  /** Null when nothing is known. */
  readonly kwh: number | null;
  /** Of what the home used, 0..1; null when either is not known. */
  readonly share: number | null;
  /** Of a device with parts: what is left of it beside them. Below zero when the parts say more. */
  readonly own: number | null;
}

/** Why devices exceed the home, as the server finds. */
export type ExcessReason = Exclude<UntrackedEnergy['reason'][number], 'none'>;

export type UntrackedReason =
  /** The devices together say more than the home used. */
  | ExcessReason
  /** The parts of a device say more than their whole. */
  | 'parts'
  /** Not all of the span is known. */
  | 'partly_known'
  /** Some devices have no energy in the span. */
  | 'silent_devices'
  /** Much of what was used is measured by no device. */
  | 'large';

/** What no device accounts for, and why that may be. */
export interface Untracked {
  /** Never below zero. */
  readonly kwh: number;
  readonly share: number | null;
  /** By how much the devices exceed what the home used. */
  readonly excess: number;
  readonly reasons: readonly UntrackedReason[];
  /** The names that a reason is about. */
  readonly silent: readonly string[];
  readonly crowded: readonly string[];
}

export interface Usage {
  readonly devices: readonly DeviceUsage[];
  /** Of a home whose own use is known, as the server finds. */
  readonly untracked: Untracked | null;
  readonly used: number | null;
}

const large = 0.5;
const wellKnown = 0.9;
/** Counters step in whole watt-hours: less than this is no contradiction. */
const noise = 0.01;

/** Devices with each part below its whole, the hungriest first. `covered` is the known share of the span. */
export function deviceUsage(
  data: EnergyColumns,
  channels: readonly Channel[],
  covered: number,
): Usage {
  const all = channels.filter((channel) => channel.role === 'device');
  const used = sum(data.home ?? []);
  const kwhOf = new Map(all.map((channel) => [channel.id, sum(valuesOf(data, channel.id))]));
  const partsOf = (id: string): Channel[] =>
    all
      .filter((channel) => channel.included_in === id && channel.id !== id)
      .sort((a, b) => (kwhOf.get(b.id) ?? -1) - (kwhOf.get(a.id) ?? -1));
  const devices: DeviceUsage[] = [];
  const placed = new Set<string>();
  const place = (channel: Channel, depth: number): void => {
    if (placed.has(channel.id)) {
      return;
    }
    placed.add(channel.id);
    const kwh = kwhOf.get(channel.id) ?? null;
    const parts = partsOf(channel.id);
    const own = data.channels[channel.id];
    devices.push({
      channel,
      depth,
      kwh,
      share: kwh === null || !used ? null : kwh / used,
      own: parts.length === 0 ? null : difference(own?.own, own?.own_deficit),
    });
    parts.forEach((part) => place(part, depth + 1));
  };
  const known = new Set(all.map((channel) => channel.id));
  const isPart = (channel: Channel): boolean => known.has(channel.included_in ?? '');
  const roots = all.filter((channel) => !isPart(channel));
  roots
    .sort((a, b) => (kwhOf.get(b.id) ?? -1) - (kwhOf.get(a.id) ?? -1))
    .forEach((channel) => place(channel, 0));
  // Two that claim to be part of each other have no root; they are listed all the same.
  all.forEach((channel) => place(channel, 0));
  return { devices, untracked: untrackedOf(data.untracked, devices, used, covered), used };
}

function untrackedOf(
  told: UntrackedEnergy | undefined,
  devices: readonly DeviceUsage[],
  used: number | null,
  covered: number,
): Untracked | null {
  const rest = difference(told?.kwh, told?.deficit);
  if (!told || rest === null) {
    return null;
  }
  const kwh = Math.max(0, rest);
  const excess = Math.max(0, -rest);
  const share = used ? kwh / used : null;
  const silent = devices
    .filter((device) => device.kwh === null)
    .map((device) => device.channel.name);
  const crowded = devices
    .filter((device) => device.own !== null && device.own < -noise)
    .map((device) => device.channel.name);
  const reasons: UntrackedReason[] = [
    ...(excess > noise ? [excessReason(told)] : []),
    ...(crowded.length > 0 ? (['parts'] as const) : []),
    ...(covered < wellKnown ? (['partly_known'] as const) : []),
    ...(silent.length > 0 ? (['silent_devices'] as const) : []),
    ...(share !== null && share > large ? (['large'] as const) : []),
  ];
  return { kwh, share, excess, reasons, silent, crowded };
}

function excessReason(told: UntrackedEnergy): ExcessReason {
  return told.reason.find((reason) => reason !== 'none') ?? 'meters_disagree';
}

/** Of two columns of the same slots, one of which is zero wherever the other is not. */
function difference(
  above: readonly (number | null)[] | undefined,
  below: readonly (number | null)[] | undefined,
): number | null {
  const total = sum(above ?? []);
  // To the six decimals that amounts come with.
  return total === null ? null : Math.round((total - (sum(below ?? []) ?? 0)) * 1e6) / 1e6;
}
