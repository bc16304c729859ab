import { BarSeries, labelStep, rectsOf, scaleFor, stack, widest } from './bar-layout';

const up = (key: string): BarSeries => ({ key, label: key, color: '', direction: 'up' });
const down = (key: string): BarSeries => ({ key, label: key, color: '', direction: 'down' });
const series = [up('solar'), up('import'), down('export')];

describe('stacked bars', () => {
  it('stack sources up and what leaves down', () => {
    expect(stack({ solar: 3, import: 2, export: 1 }, series)).toEqual({
      parts: [
        { key: 'solar', from: 0, to: 3 },
        { key: 'import', from: 3, to: 5 },
        { key: 'export', from: 0, to: -1 },
      ],
      extent: { low: -1, high: 5 },
    });
  });

  it('give no room to what is unknown or nothing', () => {
    expect(stack({ solar: null, import: 0 }, series).parts).toEqual([]);
  });

  it('turn a negative value to the other side', () => {
    expect(stack({ solar: -2, import: 3, export: -1 }, series)).toEqual({
      parts: [
        { key: 'solar', from: 0, to: -2 },
        { key: 'import', from: 0, to: 3 },
        { key: 'export', from: 3, to: 4 },
      ],
      extent: { low: -2, high: 4 },
    });
  });

  it('lose nothing: heights add up to the values', () => {
    const scale = scaleFor({ low: -1, high: 5 }, 600, 5);
    const perUnit = scale.place(0) - scale.place(1);
    const heights = stack({ solar: 3, import: 2, export: 1 }, series).parts.map(
      (part) => Math.abs(part.to - part.from) * perUnit,
    );
    const rects = rectsOf({ solar: 3, import: 2, export: 1 }, series, scale);
    rects.forEach((rect, index) =>
      expect(Math.abs(rect.height - (heights[index] ?? 0))).toBeLessThanOrEqual(1),
    );
    expect((rects[0]?.y ?? 0) + (rects[0]?.height ?? 0)).toBeCloseTo(scale.place(0));
    expect(rects[2]?.y).toBeCloseTo(scale.place(0));
  });
});

describe('the scale', () => {
  it('has zero, round ticks and everything within', () => {
    const scale = scaleFor({ low: -1.2, high: 7.3 }, 100, 4);
    expect(scale.ticks).toEqual([-2.5, 0, 2.5, 5, 7.5]);
    expect(scale.decimals).toBe(1);
    expect(scale.place(scale.high)).toBe(0);
    expect(scale.place(scale.low)).toBe(100);
  });

  it('has no tick for a sliver below zero, but room', () => {
    const scale = scaleFor({ low: -0.02, high: 48 }, 100, 5);
    expect(scale.ticks).toEqual([0, 10, 20, 30, 40, 50]);
    expect(scale.low).toBeLessThan(-0.02);
    expect(scale.place(scale.low)).toBe(100);
  });

  it('stands on zero when nothing is below', () => {
    expect(scaleFor({ low: 0, high: 240 }, 100, 4).ticks).toEqual([0, 100, 200, 300]);
  });

  it('is there without any value, and for tiny ones', () => {
    expect(scaleFor({ low: 0, high: 0 }, 100, 4).ticks.length).toBeGreaterThan(1);
    expect(scaleFor({ low: -3, high: 0 }, 100, 3).high).toBe(0);
    const tiny = scaleFor({ low: 0, high: 0.004 }, 100, 4);
    expect(tiny.high).toBeGreaterThanOrEqual(0.004);
    expect(tiny.decimals).toBe(3);
  });

  it('spans the widest of several stacks', () => {
    expect(
      widest([
        { low: -1, high: 2 },
        { low: 0, high: 5 },
      ]),
    ).toEqual({ low: -1, high: 5 });
  });
});

describe('labels', () => {
  it('are left out until they fit', () => {
    expect(labelStep(24, 960, 40)).toBe(1);
    expect(labelStep(24, 300, 40)).toBe(4);
    expect(labelStep(31, 300, 28)).toBe(4);
  });
});
