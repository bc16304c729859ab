import { chosen, panned, zoomed } from './power-window';

const hour = 3_600_000;
const day = { from: 0, to: 24 * hour };

describe('the window of the power chart', () => {
  it('zooms around its middle and stays within the day', () => {
    expect(zoomed(day, day, 0.5)).toEqual({ from: 6 * hour, to: 18 * hour });
    expect(zoomed({ from: 0, to: hour }, day, 2)).toEqual({ from: 0, to: 2 * hour });
    expect(zoomed({ from: 6 * hour, to: 18 * hour }, day, 4)).toEqual(day);
  });

  it('is a minute wide at least, of whole seconds', () => {
    const narrow = zoomed({ from: hour, to: hour + 61_000 }, day, 0.5);
    expect(narrow.to - narrow.from).toBe(60_000);
    expect(narrow.from % 1000).toBe(0);
    expect(chosen({ from: hour + 0.4, to: hour + 10 }, day).to % 1000).toBe(0);
  });

  it('moves by its own length and stops at the ends', () => {
    const window = { from: 2 * hour, to: 4 * hour };
    expect(panned(window, day, 0.5)).toEqual({ from: 3 * hour, to: 5 * hour });
    expect(panned(window, day, -5)).toEqual({ from: 0, to: 2 * hour });
    expect(panned(window, day, 50)).toEqual({ from: 22 * hour, to: 24 * hour });
  });
});
