import { Channel } from '../api/types';
import { noValues } from '../live/live-values';
import { showsEffect } from './demo-effect';

const channel = (id: string, role: Channel['role'], kind?: Channel['kind']): Channel => ({
  id,
  name: id,
  role,
  kind,
  order: 0,
  adds_to_ac_balance: false,
  adds_to_production: false,
  bindings: [],
  power_origin: 'source',
});
const channels = [
  channel('kettle', 'device', 'appliance'),
  channel('car', 'device', 'vehicle'),
  channel('sun', 'solar'),
];
const before = { power: { kettle: 0, car: 0, sun: 800 }, untracked: 150, state: 'connected' };
const after = (power: Record<string, number>, state = 'connected') => ({
  ...noValues,
  power,
  connection: { state, message: '' },
});

describe('showsEffect', () => {
  it('sees the kettle, and does not take the car for it', () => {
    expect(showsEffect('kettle', before, after({ kettle: 2000, car: 0, sun: 800 }), channels)).toBe(
      true,
    );
    expect(showsEffect('kettle', before, after({ kettle: 0, car: 7000, sun: 800 }), channels)).toBe(
      false,
    );
  });
  it('sees a kettle that is no device as a rise of what the home uses besides its devices', () => {
    const home = (untracked: number) => ({
      ...after({ car: 0 }),
      balance: { home: untracked, untracked },
    });
    expect(showsEffect('kettle', before, home(2150), channels)).toBe(true);
    expect(showsEffect('kettle', before, home(900), channels)).toBe(false);
    expect(showsEffect('kettle', { ...before, untracked: null }, home(2150), channels)).toBe(false);
  });
  it('sees a cloud as less sun', () => {
    expect(showsEffect('cloud', before, after({ sun: 200 }), channels)).toBe(true);
    expect(showsEffect('cloud', before, after({ sun: 900 }), channels)).toBe(false);
  });
  it('sees the cut when the home’s connection falls', () => {
    expect(showsEffect('cut', before, after({}, 'unreachable'), channels)).toBe(true);
  });
  it('expects nothing of a meter reset', () => {
    expect(showsEffect('reset_meter', before, after({ kettle: 9000 }), channels)).toBe(false);
  });
});
