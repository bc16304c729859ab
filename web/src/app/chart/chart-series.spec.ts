import { meanSource, nearestRow, tableRows } from './chart-series';

describe('nearestRow', () => {
  const t = [0, 10, 20, 40];
  it.each([
    [-5, 0],
    [4, 0],
    [6, 1],
    [29, 2],
    [31, 3],
    [99, 3],
  ])('finds the row nearest to %d', (at, index) => {
    expect(nearestRow(t, at)).toBe(index);
  });
  it('finds none in an empty series', () => {
    expect(nearestRow([], 5)).toBe(-1);
  });
});

describe('tableRows', () => {
  it('averages each step, newest first, and keeps gaps unknown', () => {
    const data = { t: [0, 500, 1000, 2000], values: { home: [1, 3, null, 5] } };
    expect(tableRows(data, ['home'], { from: 0, to: 2500 }, 1000)).toEqual([
      { at: 2000, values: [5] },
      { at: 1000, values: [null] },
      { at: 0, values: [2] },
    ]);
  });
  it('leaves out what lies outside the window', () => {
    const data = { t: [0, 1000, 2000], values: { home: [1, 2, 3] } };
    expect(tableRows(data, ['home'], { from: 900, to: 1500 }, 1000)).toHaveLength(1);
  });
});

describe('meanSource', () => {
  const data = { t: [0, 500, 1000, 2000], values: { home: [1, 3, null, 5] } };
  const made = { formula: 'home', terms: [] } as const;

  it('has the points that a value is the mean of', () => {
    expect(meanSource(data, 'home', () => made, { from: 0, to: 2000 })).toEqual({
      kind: 'then',
      ...made,
      points: [
        { at: 0, watts: 1 },
        { at: 500, watts: 3 },
      ],
    });
  });

  it('explains nothing where there is no point, or a line of which nothing is known', () => {
    expect(meanSource(data, 'home', () => made, { from: 600, to: 2000 })).toBeNull();
    expect(meanSource(data, 'home', () => null, { from: 0, to: 2000 })).toBeNull();
  });
});
