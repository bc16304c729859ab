import { Channel } from '../api/types';
import { LiveValues } from '../live/live-values';

/** What was on screen when an action of the demo began. */
export interface Before {
  readonly power: Readonly<Record<string, number | null>>;
  /** What the home uses beyond its devices. */
  readonly untracked: number | null;
  readonly state: string;
}

/** Whether the values on screen show what the action did, so that the time it took can be told. */
export function showsEffect(
  action: string,
  before: Before,
  now: LiveValues,
  channels: readonly Channel[],
): boolean {
  const change = (id: string): number => (now.power[id] ?? 0) - (before.power[id] ?? 0);
  const rose = (isMember: (channel: Channel) => boolean, by: number): boolean =>
    channels.some((channel) => isMember(channel) && change(channel.id) >= by);
  switch (action) {
    case 'kettle':
      // Where the kettle is no device of its own, it is part of what the home uses besides them.
      return (
        rose((channel) => channel.role === 'device' && channel.kind !== 'vehicle', 1000) ||
        (now.balance?.untracked ?? 0) - (before.untracked ?? Infinity) >= 1000
      );
    case 'car':
      return rose((channel) => channel.role === 'device' && channel.kind === 'vehicle', 500);
    case 'sunny_noon':
      return rose((channel) => channel.role === 'solar', 50);
    case 'cloud':
      return channels.some((channel) => channel.role === 'solar' && change(channel.id) <= -50);
    case 'cut':
      return before.state === 'connected' && now.connection?.state !== 'connected';
    default:
      return false;
  }
}
