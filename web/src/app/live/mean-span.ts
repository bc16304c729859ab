import { Channel } from '../api/types';
import { wholeChannels } from '../energy/balance';
import { decimal } from '../energy/units';
import { LiveValues } from './live-values';

/** Channels whose power adds up to that of the roles: of registers of one meter, the one that carries its power. */
export function countedChannels(
  channels: readonly Channel[],
  roles: readonly string[],
): readonly Channel[] {
  const isElsewhere = (channel: Channel): boolean =>
    !!channel.register &&
    channel.power_origin !== 'source' &&
    channels.some(
      (other) => other.role === channel.role && !!other.register && other.power_origin === 'source',
    );
  return roles
    .flatMap((role) => wholeChannels(channels, role))
    .filter((channel) => !channel.phase && !isElsewhere(channel));
}

/** The seconds that the power of these channels is, or contains, a mean of: the longest; null when all is measured. */
export function longestMean(values: LiveValues, channels: readonly Channel[]): number | null {
  const spans = channels
    .filter((channel) => values.kind[channel.id] === 'mean')
    .map((channel) => values.meanSeconds[channel.id] ?? 0);
  return spans.length > 0 ? Math.max(...spans) : null;
}

/**
 * The seconds that a line of these roles is made of means of; null when it is made of measured power. A channel that
 * has said nothing yet counts as what it will say.
 */
export function lineMean(
  values: LiveValues,
  channels: readonly Channel[],
  roles: readonly string[],
): number | null {
  const counted = countedChannels(channels, roles);
  const silent = counted.some(
    (channel) => values.kind[channel.id] === undefined && channel.power_origin === 'mean',
  );
  return longestMean(values, counted) ?? (silent ? 0 : null);
}

/** How a mean is marked. A length that is not known (0) is left out. */
export function meanText(seconds: number, locale: string): string {
  if (seconds <= 0) {
    return $localize`≈ mean`;
  }
  return seconds < 100
    ? $localize`≈ mean of ${decimal(seconds, locale, 0)}:seconds: s`
    : $localize`≈ mean of ${decimal(seconds / 60, locale, 0)}:minutes: min`;
}
