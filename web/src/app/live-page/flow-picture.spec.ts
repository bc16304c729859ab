import { Channel } from '../api/types';
import { LiveValues, noValues } from '../live/live-values';
import { flowNodes, flowSentence } from './flow-picture';

const channel = (id: string, role: Channel['role'], more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  role,
  order: 0,
  adds_to_ac_balance: role === 'solar',
  adds_to_production: false,
  bindings: [],
  power_origin: 'source',
  ...more,
});

const picture = (channels: Channel[], values: Partial<LiveValues>) =>
  flowNodes({
    values: { ...noValues, ...values },
    channels,
    now: 0,
    isConnected: true,
    locale: 'en',
    ageText: () => '',
  });
const notes = (nodes: ReturnType<typeof picture>) =>
  Object.fromEntries(nodes.map((node) => [node.id, node.note]));

describe('flowNodes', () => {
  it('marks the home as a mean where all it knows is a mean of the grid', () => {
    const values = {
      kind: { grid: 'mean' },
      meanSeconds: { grid: 30 },
      balance: { home: 300, grid: 300 },
    };
    const nodes = picture([channel('grid', 'grid_import', { power_origin: 'mean' })], values);
    expect(notes(nodes)).toEqual({ grid: '≈ mean of 30 s', home: '≈ mean of 30 s' });
    expect(flowSentence({ ...noValues, ...values }, nodes, 'en')).toContain('≈ mean of 30 s.');
  });

  it('marks the home by the longest mean it contains, and leaves measured nodes alone', () => {
    const nodes = picture([channel('grid', 'grid_import'), channel('sun', 'solar')], {
      kind: { grid: 'measured', sun: 'mean' },
      meanSeconds: { sun: 3900 },
      balance: { home: 700, grid: 300, solar: 400 },
    });
    expect(notes(nodes)).toEqual({
      grid: 'importing',
      solar: '≈ mean of 65 min',
      home: '≈ mean of 65 min',
    });
  });

  it('takes no notice of a register whose meter carries its power elsewhere', () => {
    const nodes = picture(
      [
        channel('t1', 'grid_import', { register: 'T1' }),
        channel('t2', 'grid_import', { register: 'T2', power_origin: 'mean' }),
      ],
      {
        kind: { t1: 'measured', t2: 'mean' },
        meanSeconds: { t2: 10 },
        balance: { home: 300, grid: 300 },
      },
    );
    expect(notes(nodes)).toEqual({ grid: 'importing', home: 'using' });
  });

  it('says nothing of a mean where the power is not known', () => {
    const nodes = picture([channel('grid', 'grid_import')], {
      kind: { grid: 'mean' },
      balance: { home: null, grid: null },
    });
    expect(notes(nodes)).toEqual({ grid: '', home: 'using' });
  });
});
