import { documentedCodes, withoutOwnSentence } from '../api/documented-codes';
import { CheckWarning } from '../api/types';
import { checkSentence } from './check-words';

const said = (code: CheckWarning['code'], names: readonly string[] = ['Solar']): string =>
  checkSentence({ code, message: 'raw', channels: [], home_w: -1250 }, names, 'en-GB');

describe('checkSentence', () => {
  it('is a sentence of its own for every code', () => {
    const codes = documentedCodes<CheckWarning['code']>('CheckWarning', 'code');
    expect(withoutOwnSentence(codes, said)).toEqual([]);
  });

  it('names the channels that it is about, and by how much', () => {
    expect(said('stale', ['Roof', 'Meter'])).toMatch(/: Roof, Meter\.$/);
    expect(said('home_negative')).toContain('1,250 W');
  });
});
