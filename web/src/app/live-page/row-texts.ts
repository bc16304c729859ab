import { Channel } from '../api/types';
import { devicePower, isKnown, written } from '../energy/units';
import type { PowerNow } from '../explain/figure';
import { channelTerms } from '../explain/power-terms';
import { ageText } from '../live/age-text';
import { freshness } from '../live/freshness';
import type { LiveValues } from '../live/live-values';
import { meanText } from '../live/mean-span';
import { DeviceRow } from './device-rows';

/** How a device's row reads, wherever it stands. */
export interface RowTexts {
  readonly power: string;
  /** Of a mean: over how long. */
  readonly mean: string;
  readonly hasPower: boolean;
  /** What is shown is not of now. */
  readonly isDim: boolean;
  readonly age: string;
  readonly stateText: string;
}

/** What explains the power of a row. */
export function rowSource(
  { channel, watts }: DeviceRow,
  channels: readonly Channel[],
  values: LiveValues,
): PowerNow | null {
  return channel !== null && isKnown(watts) && isKnown(values.power[channel])
    ? { kind: 'now', formula: 'channel', terms: channelTerms(channels, channel), values }
    : null;
}

export function rowTexts(
  row: DeviceRow,
  now: number,
  isConnected: boolean,
  locale: string,
  zone: string,
): RowTexts {
  const trust = freshness({ watts: row.watts, at: row.readAt, kind: row.kind }, now, isConnected);
  const hasPower = row.kind !== 'none';
  const isAway = row.state === 'unavailable';
  const power = written(devicePower(row.watts, locale));
  const isMean = row.kind === 'mean' && isKnown(row.watts);
  return {
    power: isMean ? `≈ ${power}` : power,
    mean: isMean ? meanText(row.meanSeconds, locale) : '',
    hasPower,
    isDim: isAway || (hasPower && (trust === 'stale' || trust === 'unknown')),
    age: isAway
      ? ageText(row.lastSeenAt, 'stale', now, locale, zone)
      : hasPower
        ? ageText(row.readAt, trust, now, locale, zone)
        : '',
    stateText: row.state === null ? '' : (stateTexts[row.state] ?? row.state),
  };
}

const stateTexts: Record<string, string> = {
  on: $localize`on`,
  off: $localize`off`,
  unavailable: $localize`not reachable`,
};
