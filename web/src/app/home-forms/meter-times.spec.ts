import { Binding } from '../api/types';
import { meterTimes } from './meter-times';

const binding = (id: string, more: Partial<Binding> = {}): Binding => ({
  source: { type: 'entity', id },
  measure: 'counter',
  sign: 'positive',
  invert: false,
  ...more,
});
const first = '2024-05-01T10:00:00Z';
const second = '2025-09-03T12:00:00Z';

describe('the meters of a channel', () => {
  it('are told from the newest to the oldest, in whatever order they come', () => {
    const meters = meterTimes([
      binding('sensor.a', { valid_to: first, final: 12.5 }),
      binding('sensor.c', { valid_from: second, initial: 0 }),
      binding('sensor.b', { valid_from: first, valid_to: second, initial: 3 }),
    ]);
    expect(
      meters.map(({ source, until, initial, final }) => [source, until, initial, final]),
    ).toEqual([
      ['sensor.c', null, 0, null],
      ['sensor.b', Date.parse(second), 3, null],
      ['sensor.a', Date.parse(first), null, 12.5],
    ]);
  });

  it('are none where nothing was handed over, or only power', () => {
    expect(meterTimes([binding('sensor.a')])).toEqual([]);
    expect(meterTimes([binding('sensor.p', { measure: 'power', valid_to: first })])).toEqual([]);
  });
});
