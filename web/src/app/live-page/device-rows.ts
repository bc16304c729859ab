import { Channel, Device } from '../api/types';
import { LiveValues } from '../live/live-values';

export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly depth: number;
  readonly channel: string | null;
  readonly watts: number | null;
  readonly kind: string;
  /** Of a mean: over how many seconds; 0 when not known. */
  readonly meanSeconds: number;
  readonly state: string | null;
  readonly readAt: number | null;
  readonly lastSeenAt: number | null;
  readonly todayKwh: number | null;
}

/** Devices as a list with each part below its whole, the hungriest of today first. */
export function deviceRows(
  devices: readonly Device[],
  values: LiveValues,
  channels: readonly Channel[],
): DeviceRow[] {
  const known = new Map(channels.map((channel) => [channel.id, channel]));
  const rows = devices.map((device) => {
    const channel = device.channel ?? null;
    const live = channel === null ? undefined : values.power[channel];
    const kind = (channel !== null ? values.kind[channel] : undefined) ?? device.power_kind;
    const switched = values.switches[device.id];
    return {
      device,
      parent:
        device.included_in ??
        (channel !== null ? known.get(channel)?.included_in : undefined) ??
        null,
      row: {
        id: device.id,
        name: device.name,
        area: device.area ?? '',
        depth: 0,
        channel,
        watts: live === undefined ? device.power_w : live,
        kind,
        meanSeconds: (channel !== null ? values.meanSeconds[channel] : undefined) ?? 0,
        state: switched?.state ?? device.state,
        readAt: time(channel !== null ? values.age[channel] : undefined),
        lastSeenAt: time(switched?.lastSeen ?? device.last_seen ?? undefined),
        todayKwh:
          (channel !== null ? values.today?.devices?.[channel] : undefined) ?? device.today_kwh,
      } satisfies DeviceRow,
    };
  });
  type Entry = (typeof rows)[number];
  const byUse = (a: Entry, b: Entry): number =>
    (b.row.todayKwh ?? -1) - (a.row.todayKwh ?? -1) || a.row.name.localeCompare(b.row.name);
  const isPartOf = (part: Entry, whole: Entry): boolean =>
    part.parent !== null &&
    part !== whole &&
    (part.parent === whole.device.id || part.parent === whole.row.channel);
  const roots = rows.filter((entry) => !rows.some((other) => isPartOf(entry, other))).sort(byUse);

  const listed: DeviceRow[] = [];
  const placed = new Set<Entry>();
  const place = (entry: Entry, depth: number): void => {
    if (placed.has(entry)) {
      return;
    }
    placed.add(entry);
    listed.push({ ...entry.row, depth });
    rows
      .filter((other) => isPartOf(other, entry))
      .sort(byUse)
      .forEach((part) => place(part, depth + 1));
  };
  roots.forEach((root) => place(root, 0));
  // Two that claim to be part of each other have no root; they are listed all the same.
  rows.forEach((rest) => place(rest, 0));
  return listed;
}

function time(text: string | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isFinite(at) ? at : null;
}
