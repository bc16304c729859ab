import { Channel, MainFuse } from '../api/types';

const nominalVolts = 230;

export interface PhaseLoad {
  readonly phase: string;
  readonly channels: readonly string[];
  /** + import, − export */
  readonly watts: number | null;
  /** Current worked out at the nominal voltage, where a fuse is known. */
  readonly amps: number | null;
  /** Share of the fuse in use, 0 to 1 and beyond. */
  readonly share: number | null;
}

/** Power of each phase from its import and export channels, set against the main fuse. */
export function phaseLoads(
  channels: readonly Channel[],
  power: Readonly<Record<string, number | null>>,
  fuse: MainFuse | null,
): PhaseLoad[] {
  const signs: Record<string, number> = { grid_import: 1, grid_export: -1 };
  const phases = new Map<string, { ids: string[]; watts: number | null }>();
  for (const channel of channels) {
    const sign = signs[channel.role];
    if (!channel.phase || sign === undefined) {
      continue;
    }
    const entry = phases.get(channel.phase) ?? { ids: [], watts: null };
    phases.set(channel.phase, entry);
    entry.ids.push(channel.id);
    const watts = power[channel.id] ?? null;
    entry.watts = watts === null ? entry.watts : (entry.watts ?? 0) + sign * watts;
  }
  return [...phases.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([phase, { ids, watts }]) => {
      const amps = watts === null || !fuse ? null : watts / nominalVolts;
      return {
        phase,
        channels: ids,
        watts,
        amps,
        share: amps === null || !fuse ? null : Math.abs(amps) / fuse.amps,
      };
    });
}
