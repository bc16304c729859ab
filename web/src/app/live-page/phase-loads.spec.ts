import { Channel } from '../api/types';
import { phaseLoads } from './phase-loads';

const channel = (id: string, role: Channel['role'], phase: string): Channel => ({
  id,
  name: id,
  role,
  phase,
  order: 0,
  adds_to_ac_balance: false,
  adds_to_production: false,
  bindings: [],
  power_origin: 'source',
});

describe('phaseLoads', () => {
  const channels = [
    channel('b', 'grid_import', 'L2'),
    channel('a', 'grid_import', 'L1'),
    channel('x', 'grid_export', 'L1'),
  ];
  it('sets import less export of each phase against the fuse', () => {
    const loads = phaseLoads(channels, { a: 230, x: 0, b: 4600 }, { phases: 3, amps: 25 });
    expect(loads.map(({ phase, amps, share }) => ({ phase, amps, share }))).toEqual([
      { phase: 'L1', amps: 1, share: 0.04 },
      { phase: 'L2', amps: 20, share: 0.8 },
    ]);
  });
  it('shows power alone when the fuse is not known', () => {
    expect(phaseLoads(channels, { a: 100, x: 300 }, null)[0]).toMatchObject({
      watts: -200,
      amps: null,
      share: null,
    });
  });
  it('knows nothing of a silent phase', () => {
    expect(phaseLoads(channels, {}, { phases: 3, amps: 25 })[1]).toMatchObject({
      watts: null,
      share: null,
    });
  });
});
