/** How far a value on screen can be trusted. */
export type Freshness = 'fresh' | 'quiet' | 'stale' | 'unknown';

const minute = 60_000;
const staleMeasured = 5 * minute;
const staleMean = 30 * minute;

/**
 * Sources report changes only. A device that rests at zero may be silent for hours and is still right ("quiet"),
 * as long as the home's connection stands; a running one that says nothing for minutes is not ("stale").
 */
export function freshness(
  reading: { watts: number | null | undefined; at: number | null; kind: string | undefined },
  now: number,
  isConnected: boolean,
): Freshness {
  if (reading.watts === null || reading.watts === undefined) {
    return 'unknown';
  }
  if (reading.at === null) {
    return isConnected ? 'fresh' : 'stale';
  }
  const age = now - reading.at;
  if (age <= minute) {
    return 'fresh';
  }
  if (!isConnected) {
    return 'stale';
  }
  if (age <= (reading.kind === 'mean' ? staleMean : staleMeasured)) {
    return 'fresh';
  }
  return Math.abs(reading.watts) < 1 ? 'quiet' : 'stale';
}
