import { Explanation } from '../api/types';
import { begun } from './begun';

const explanation = {
  t: ['2026-11-30T00:00:00Z', '2026-11-30T00:15:00Z', '2026-11-30T00:30:00Z'],
  t_end: ['2026-11-30T00:15:00Z', '2026-11-30T00:30:00Z', '2026-11-30T00:45:00Z'],
  amount: 3,
  amounts: [1, 2, null],
  terms: [{ figure: 'home', amount: 3, amounts: [1, 2, null] }],
  intensity: [],
  calorific: [],
  links: [],
  inputs: [
    {
      channel: 'a',
      amount: [1, 2, null],
      quality: ['measured', 'measured', 'missing'],
      correction: [null, null, null],
      given: [1, 2, null],
    },
  ],
} as unknown as Explanation;

describe('begun', () => {
  it('leaves out what has not begun, and nothing else', () => {
    const cut = begun(explanation, Date.parse('2026-11-30T00:20:00Z'));
    expect(cut.t).toHaveLength(2);
    expect(cut.amounts).toEqual([1, 2]);
    expect(cut.terms[0]?.amounts).toEqual([1, 2]);
    expect(cut.inputs[0]?.quality).toEqual(['measured', 'measured']);
    expect(cut.amount).toBe(3);
    expect(begun(explanation, Date.parse('2026-12-01T00:00:00Z'))).toEqual(explanation);
  });
});
