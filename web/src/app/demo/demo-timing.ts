import { DemoResult } from '../api/types';

/** How long something took, and by how much that may be wrong, in ms. */
export interface Timing {
  readonly ms: number;
  readonly within: number;
}

/**
 * The time from what the simulated home did to what this screen shows, though each has a clock of its own. How far
 * the clocks are apart is taken from the request and its answer, as NTP does: right in the middle if both took
 * equally long on their way, and never wrong by more than half of what both took together.
 *
 * @param ours when the request was sent, its answer came, and its effect was seen; ms of the browser's steady clock
 */
export function timingOf(
  ours: { readonly sent: number; readonly answered: number; readonly seen: number },
  server: DemoResult,
): Timing {
  const onTheWay = ours.answered - ours.sent - (server.answered_ms - server.received_ms);
  const apart = (server.received_ms - ours.sent + server.answered_ms - ours.answered) / 2;
  return {
    ms: Math.max(0, Math.round(ours.seen + apart - server.at_ms)),
    // The server's clock is read in whole milliseconds.
    within: Math.max(1, Math.ceil(onTheWay / 2)),
  };
}
