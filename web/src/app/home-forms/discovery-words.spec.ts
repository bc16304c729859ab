import { documentedCodes, withoutOwnSentence } from '../api/documented-codes';
import { DiscoveryWarning, Proposal } from '../api/types';
import { discoverySentence, proposalSentence } from './discovery-words';

const proposal: Proposal = {
  key: 'device-1',
  name: 'Fridge',
  role: 'device',
  source: { type: 'entity', id: 'sensor.fridge' },
  measure: 'counter',
  sign: 'both',
  invert: false,
  unit: 'kWh',
  power_source: null,
  power_from_preference: false,
  reason: 'named_as_device',
  why: 'raw',
};

describe('discoverySentence', () => {
  it('is a sentence of its own for every code, and names what it is about', () => {
    const codes = documentedCodes<DiscoveryWarning['code']>('DiscoveryWarning', 'code');
    const said = (code: DiscoveryWarning['code']): string =>
      discoverySentence({ code, message: 'raw', sources: [] });
    expect(withoutOwnSentence(codes, said)).toEqual([]);
    expect(
      discoverySentence({ code: 'missing_entity', message: 'raw', sources: ['sensor.gone'] }),
    ).toBe('sensor.gone: Home Assistant names this source but has no such entity.');
  });
});

describe('proposalSentence', () => {
  it('is a sentence of its own for every reason', () => {
    const reasons = documentedCodes<Proposal['reason']>('Proposal', 'reason');
    const said = (reason: Proposal['reason']): string =>
      proposalSentence({ ...proposal, measure: 'state', reason });
    expect(withoutOwnSentence(reasons, said)).toEqual([]);
  });

  it('says where the power of a counter is from', () => {
    const source = { id: 'sensor.fridge_power', sign: 'both' as const, invert: false };
    expect(proposalSentence(proposal)).toMatch(/the mean between its steps\.$/);
    expect(proposalSentence({ ...proposal, power_source: source })).toMatch(/the same device\.$/);
    expect(
      proposalSentence({ ...proposal, power_source: source, power_from_preference: true }),
    ).toMatch(/named there too\.$/);
  });
});
