import { Channel, Proposal } from '../api/types';
import {
  draftFromChannel,
  draftFromProposal,
  editsFrom,
  errorsByKey,
  mergeProposals,
} from './channel-drafts';

const proposal = (key: string, more: Partial<Proposal> = {}): Proposal => ({
  key,
  name: key,
  role: 'grid_import',
  source: { type: 'entity', id: `sensor.${key}` },
  measure: 'counter',
  sign: 'positive',
  invert: false,
  unit: 'kWh',
  power_source: null,
  power_from_preference: false,
  reason: 'named_as_device',
  why: '',
  ...more,
});
const existing: Channel = {
  id: 'c1',
  name: 'Meter',
  role: 'grid_import',
  order: 0,
  adds_to_ac_balance: false,
  adds_to_production: false,
  power_origin: 'source',
  bindings: [
    {
      source: { type: 'entity', id: 'sensor.old' },
      measure: 'counter',
      sign: 'positive',
      invert: false,
      valid_to: '2026-01-01T00:00:00Z',
    },
    {
      source: { type: 'entity', id: 'sensor.power' },
      measure: 'power',
      sign: 'positive',
      invert: true,
    },
    {
      source: { type: 'entity', id: 'sensor.a' },
      measure: 'counter',
      sign: 'positive',
      invert: false,
    },
  ],
};

describe('channel drafts', () => {
  it('carries the peak of solar along, and of nothing else', () => {
    const draft = draftFromChannel({ ...existing, role: 'solar', peak: 9.9 })!;
    expect(editsFrom([draft])[0]?.peak).toBe(9.9);
    expect(editsFrom([{ ...draft, peak: null }])[0]).not.toHaveProperty('peak');
    expect(editsFrom([{ ...draft, role: 'generator' }])[0]).not.toHaveProperty('peak');
  });

  it('turns a proposal with a power source into two bindings', () => {
    const draft = draftFromProposal(
      proposal('a', { power_source: { id: 'sensor.p', sign: 'positive', invert: false } }),
    );
    expect(editsFrom([draft])[0]).toMatchObject({
      key: 'a',
      bindings: [
        { source: { id: 'sensor.a' }, measure: 'counter' },
        { source: { id: 'sensor.p' }, measure: 'power' },
      ],
    });
  });

  it('leaves out what is unticked, and frees its parts', () => {
    const drafts = [
      { ...draftFromProposal(proposal('strip', { role: 'device' })), isUsed: false },
      draftFromProposal(proposal('screen', { role: 'device', included_in: 'strip' })),
    ];
    const edits = editsFrom(drafts);
    expect(edits).toHaveLength(1);
    expect(edits[0]).not.toHaveProperty('included_in');
    expect(edits[0]?.kind).toBe('appliance');
  });

  it('reads an existing channel by its open bindings and keeps its id', () => {
    const draft = draftFromChannel(existing);
    expect(draft).toMatchObject({
      id: 'c1',
      source: { id: 'sensor.a' },
      power: { id: 'sensor.power', invert: true },
    });
    expect(editsFrom(draft ? [draft] : [])[0]).toMatchObject({ id: 'c1' });
  });

  it('offers new finds without using them in a home that has channels', () => {
    const own = draftFromChannel(existing);
    const merged = mergeProposals(
      own ? [own] : [],
      [proposal('a'), proposal('b')].map(draftFromProposal),
    );
    expect(merged.map(({ key, isUsed }) => ({ key, isUsed }))).toEqual([
      { key: 'c1', isUsed: true },
      { key: 'b', isUsed: false },
    ]);
    expect(mergeProposals([], [draftFromProposal(proposal('a'))])[0]?.isUsed).toBe(true);
  });

  it('finds the draft an error points at, counting only those that were sent', () => {
    const drafts = [
      { ...draftFromProposal(proposal('a')), isUsed: false },
      draftFromProposal(proposal('b')),
    ];
    const errors = errorsByKey(drafts, [
      { pointer: '/items/0/bindings/0/source', code: 'used_twice', detail: 'Used twice.' },
    ]);
    expect([...errors]).toEqual([['b', 'Used twice.']]);
  });
});
