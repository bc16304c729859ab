import { Channel } from '../api/types';
import { noValues } from './live-values';
import { countedChannels, lineMean, longestMean, meanText } from './mean-span';

const channel = (id: string, more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  role: 'grid_import',
  order: 0,
  adds_to_ac_balance: false,
  adds_to_production: false,
  bindings: [],
  power_origin: 'mean',
  ...more,
});

describe('meanText', () => {
  it.each([
    [30, '≈ mean of 30 s'],
    [300, '≈ mean of 5 min'],
    [3900, '≈ mean of 65 min'],
    [0, '≈ mean'],
  ])('tells %s seconds', (seconds, text) => {
    expect(meanText(seconds, 'en')).toBe(text);
  });
});

describe('longestMean', () => {
  const values = { ...noValues, kind: { a: 'mean', b: 'mean' }, meanSeconds: { a: 30, b: 300 } };
  it('is the longest there is', () => {
    expect(longestMean(values, [channel('a'), channel('b'), channel('c')])).toBe(300);
  });
  it('is nothing where all is measured, also after a mean was replaced', () => {
    expect(longestMean({ ...values, kind: { a: 'measured' } }, [channel('a')])).toBeNull();
  });
});

describe('lineMean', () => {
  const measured = channel('measured', { power_origin: 'source' });
  const counted = channel('counted');
  it('is nothing where power is measured, and the span where a counter stands behind it', () => {
    const values = {
      ...noValues,
      kind: { measured: 'measured', counted: 'mean' },
      meanSeconds: { counted: 300 },
    };
    expect(lineMean(values, [measured], ['grid_import'])).toBeNull();
    expect(lineMean(values, [measured, counted], ['grid_import'])).toBe(300);
    expect(lineMean(values, [counted], ['solar'])).toBeNull();
  });
  it('is a mean of a length not known yet before the first step of the counter', () => {
    expect(lineMean(noValues, [counted], ['grid_import'])).toBe(0);
    expect(lineMean(noValues, [measured], ['grid_import'])).toBeNull();
  });
});

describe('countedChannels', () => {
  it('takes one register of a meter, the one with the power', () => {
    const low = channel('low', { register: 'T1', power_origin: 'source' });
    const normal = channel('normal', { register: 'T2' });
    expect(countedChannels([low, normal], ['grid_import'])).toEqual([low]);
    expect(countedChannels([normal, channel('plain')], ['grid_import'])).toHaveLength(2);
  });
});
