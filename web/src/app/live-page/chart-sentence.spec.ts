import { chartSentence } from './chart-sentence';

const at = (minute: number): number => Date.parse('2026-11-25T10:00:00Z') + minute * 60_000;
const data = {
  t: [at(1), at(2), at(3)],
  values: { home: [200, 900, 400], solar: [0, 1500, 0] },
};
const written = (means: Readonly<Record<string, string>>): string =>
  chartSentence(data, { from: at(0), to: at(4) }, 'hour', 'en-GB', 'UTC', means).replaceAll(
    '\u202f',
    ' ',
  );

describe('chartSentence', () => {
  it('tells the range of the home’s use and the peak of solar', () => {
    expect(written({})).toBe(
      'In the last hour the home used between 0.20 kW and 0.90 kW (at 10:02), 0.50 kW on average. ' +
        'Solar peaked at 1.50 kW at 10:02.',
    );
  });
  it('does not let a mean pass for what was at an instant', () => {
    expect(written({ home: '≈ mean of 5 min', solar: '≈ mean of 30 s' })).toBe(
      'In the last hour the home used between 0.20 kW and 0.90 kW (at 10:02; ≈ mean between ' +
        'two steps of a counter), ' +
        '0.50 kW on average. Solar peaked at 1.50 kW at 10:02 (≈ mean between two steps of ' +
        'a counter).',
    );
  });
});
