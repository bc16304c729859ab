import { ChartData, ChartWindow } from '../chart/chart-series';
import { clockTime } from '../energy/home-clock';
import { kilowatts, written } from '../energy/units';

/**
 * What the chart shows, in one or two sentences: the range of the home's use, and the peak of solar. `means` marks
 * those of the two that are made of means, whose lowest and highest value are none of an instant.
 */
export function chartSentence(
  data: ChartData,
  window: ChartWindow,
  span: 'hour' | 'day',
  locale: string,
  zone: string,
  means: Readonly<Record<string, string>> = {},
): string {
  const home = extremes(data, 'home', window);
  if (!home) {
    return span === 'hour'
      ? $localize`No readings in the last hour.`
      : $localize`No readings since midnight.`;
  }
  const low = written(kilowatts(home.low, locale));
  const high = written(kilowatts(home.high, locale));
  const mean = written(kilowatts(home.mean, locale));
  const time = clockTime(home.highAt, locale, zone);
  const use =
    span === 'hour'
      ? $localize`In the last hour the home used between ${low}:low: and ${high}:high: (at ${time}:time:${means['home'] ? `; ${betweenSteps}` : ''}:mark:), ${mean}:mean: on average.`
      : $localize`Since midnight the home used between ${low}:low: and ${high}:high: (at ${time}:time:${means['home'] ? `; ${betweenSteps}` : ''}:mark:), ${mean}:mean: on average.`;
  const solar = extremes(data, 'solar', window);
  if (!solar || solar.high < 5) {
    return use;
  }
  const peak = written(kilowatts(solar.high, locale));
  const peakTime = clockTime(solar.highAt, locale, zone);
  return `${use} ${$localize`Solar peaked at ${peak}:peak: at ${peakTime}:time:${means['solar'] ? ` (${betweenSteps})` : ''}:mark:.`}`;
}

const betweenSteps = $localize`≈ mean between two steps of a counter`;

function extremes(data: ChartData, key: string, window: ChartWindow) {
  let low = Infinity;
  let high = -Infinity;
  let highAt = 0;
  let sum = 0;
  let count = 0;
  data.t.forEach((at, index) => {
    const value = data.values[key]?.[index] ?? null;
    if (value === null || at < window.from || at > window.to) {
      return;
    }
    low = Math.min(low, value);
    if (value > high) {
      high = value;
      highAt = at;
    }
    sum += value;
    count += 1;
  });
  return count > 0 ? { low, high, highAt, mean: sum / count } : null;
}
