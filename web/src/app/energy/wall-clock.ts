import { timeAs } from './home-clock';

/** What the home's clock shows, as inputs of the browser write it: "2026-11-30T14:15". */
export function wallClockAt(at: number, zone: string): string {
  const text = timeAs(at, 'sv-SE', zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return text.replace(' ', 'T');
}

/**
 * The instant at which the home's clock shows this; null for what is no time. Of an hour that comes twice the first
 * one; a time that the clock skips is taken as if it had not been put forward.
 */
export function instantOf(wallClock: string, zone: string): number | null {
  const asUtc = Date.parse(`${wallClock}Z`);
  if (!Number.isFinite(asUtc)) {
    return null;
  }
  const day = 86_400_000;
  const candidates = [-day, day].map((by) => asUtc - offsetAt(asUtc + by, zone));
  const found = candidates.filter((at) => wallClockAt(at, zone) === wallClock);
  return found.length > 0 ? Math.min(...found) : (candidates[0] ?? null);
}

/** By how much the home's clock is ahead of UTC. */
function offsetAt(at: number, zone: string): number {
  return Date.parse(`${wallClockAt(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000;
}
