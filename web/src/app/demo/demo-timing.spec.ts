import { timingOf } from './demo-timing';

/** What is measured when the server's clock is `apart` ahead and the two ways take so long. */
function measured(apart: number, there: number, back: number, toTheScreen: number) {
  const sent = 1000;
  const received = sent + there + apart;
  const at = received + 5;
  const answeredThere = at + 7;
  return timingOf(
    { sent, answered: answeredThere + back - apart, seen: at - apart + toTheScreen },
    { received_ms: received, at_ms: at, answered_ms: answeredThere },
  );
}

describe('timingOf', () => {
  it.each([0, 90_000, -90_000])('is right with clocks %i ms apart', (apart) => {
    expect(measured(apart, 40, 40, 250)).toEqual({ ms: 250, within: 40 });
  });
  it('is wrong by no more than it says where one way is slow', () => {
    const { ms, within } = measured(-5000, 100, 10, 250);
    expect(within).toBe(55);
    expect(Math.abs(ms - 250)).toBeLessThanOrEqual(within);
  });
  it('is never before what happened', () => {
    expect(measured(0, 0, 100, 1).ms).toBe(0);
  });
});
