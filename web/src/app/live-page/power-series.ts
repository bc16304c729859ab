import { Channel } from '../api/types';
import { ChartSeries, LineTerms } from '../chart/chart-series';
import { wholeChannels } from '../energy/balance';
import { balanceTerms } from '../explain/power-terms';

/** The lines of a power chart: what the home has, and the home. */
export function powerSeries(channels: readonly Channel[]): ChartSeries[] {
  const has = (...roles: string[]): boolean =>
    roles.some((role) => wholeChannels(channels, role).length > 0);
  return [
    ...(has('solar') ? [solar] : []),
    ...(has('battery_charge', 'battery_discharge') ? [battery] : []),
    ...(has('grid_import', 'grid_export') ? [grid] : []),
    ...(has('generator') ? [generator] : []),
    home,
  ];
}

/** What each line is made of. */
export function lineTerms(channels: readonly Channel[]): LineTerms {
  return (key) => {
    const formula = formulas.find((one) => one === key);
    return formula ? { formula, terms: balanceTerms(channels, formula) } : null;
  };
}

const formulas = ['home', 'solar', 'grid', 'battery', 'generator'] as const;

const home: ChartSeries = { key: 'home', label: $localize`Home`, color: '--energy-home' };
const solar: ChartSeries = {
  key: 'solar',
  label: $localize`Solar`,
  color: '--energy-solar',
  isFilled: true,
};
const grid: ChartSeries = {
  key: 'grid',
  label: $localize`Grid`,
  color: '--energy-import',
  dash: [6, 3],
};
const battery: ChartSeries = {
  key: 'battery',
  label: $localize`Battery`,
  color: '--energy-discharge',
  dash: [2, 3],
};
const generator: ChartSeries = {
  key: 'generator',
  label: $localize`Generator`,
  color: '--energy-generator',
  dash: [10, 3, 2, 3],
};
