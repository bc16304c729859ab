import { ChartWindow } from '../chart/chart-series';

const second = 1000;
const narrowest = 60 * second;

/** Zooms a window within a day around its middle; factors below 1 zoom in. Ends lie on whole seconds. */
export function zoomed(window: ChartWindow, day: ChartWindow, factor: number): ChartWindow {
  return within((window.from + window.to) / 2, (window.to - window.from) * factor, day);
}

/** Moves by a part of its own length. */
export function panned(window: ChartWindow, day: ChartWindow, part: number): ChartWindow {
  const length = window.to - window.from;
  return within((window.from + window.to) / 2 + length * part, length, day);
}

/** A window that was chosen freely, no narrower than can be shown. */
export function chosen(window: ChartWindow, day: ChartWindow): ChartWindow {
  return within((window.from + window.to) / 2, window.to - window.from, day);
}

function within(middle: number, length: number, day: ChartWindow): ChartWindow {
  const whole = day.to - day.from;
  const size = Math.min(whole, Math.max(narrowest, Math.round(length / second) * second));
  const latest = day.to - size;
  const from = Math.round((middle - size / 2) / second) * second;
  const start = Math.min(latest, Math.max(day.from, from));
  return { from: start, to: start + size };
}
