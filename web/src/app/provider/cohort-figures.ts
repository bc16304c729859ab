import { CohortComparison, CohortFigure, LoadProfile } from '../api/types';
import { Measure, measureFor } from '../energy/measure';
import { isKnown, percent, written } from '../energy/units';
import { extremes } from './slot-layout';

interface FigureWords {
  readonly label: string;
  readonly color: string;
  readonly quantity: 'kwh' | 'm3';
}

/** The figures of several homes, in the order in which they are offered. */
const figures: Readonly<Record<string, FigureWords>> = {
  home: kwh($localize`Used at home`, 'home'),
  grid_import: kwh($localize`Imported`, 'import'),
  grid_export: kwh($localize`Exported`, 'export'),
  solar: kwh($localize`Solar`, 'solar'),
  generator: kwh($localize`Generator`, 'generator'),
  battery_discharge: kwh($localize`From battery`, 'discharge'),
  battery_charge: kwh($localize`Into battery`, 'charge'),
  heat: kwh($localize`Heat`, 'heat'),
  gas: { ...kwh($localize`Gas`, 'gas'), quantity: 'm3' },
  water: { ...kwh($localize`Water`, 'water'), quantity: 'm3' },
  device: kwh($localize`Devices`, 'device'),
};
const order = Object.keys(figures);

function kwh(label: string, color: string): FigureWords {
  return { label, color: `var(--energy-${color})`, quantity: 'kwh' };
}

/** What a figure is called, drawn in and told in. */
export function wordsOf(name: string): FigureWords {
  return figures[name] ?? kwh(name, 'device');
}

/** Figures in the order in which they are offered; unknown ones last. */
export function inOrder(names: readonly string[]): string[] {
  const place = (name: string): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return [...names].sort((a, b) => place(a) - place(b));
}

export interface ProfileFigure {
  readonly name: string;
  readonly t: readonly number[];
  /** Per contributing home; null where none is. */
  readonly values: readonly (number | null)[];
  readonly homes: readonly number[];
}

/** One figure of a load profile. What no home contributes to is not known, and no zero. */
export function profileFigure(profile: LoadProfile, name: string): ProfileFigure | null {
  const column = profile.columns.find((one) => one.name === name);
  return column
    ? {
        name,
        t: profile.t.map((time) => Date.parse(time)),
        values: column.mean_kwh.map((mean, index) => (column.homes[index] ? mean : null)),
        homes: column.homes,
      }
    : null;
}

/** When most and least was used, and of how many homes that is. */
export function profileSentence(
  figure: ProfileFigure,
  timeOf: (at: number) => string,
  valueOf: (value: number | null | undefined) => string,
): string {
  const found = extremes(figure.values);
  if (!found) {
    return $localize`Nothing is known of this time.`;
  }
  const at = (index: number): string => timeOf(figure.t[index] ?? 0);
  const counts = figure.homes.filter((_, index) => isKnown(figure.values[index]));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const homes =
    least === most
      ? $localize`${most}:count: homes contribute.`
      : $localize`Between ${least}:least: and ${most}:most: homes contribute.`;
  return `${$localize`Highest at ${at(found.highest)}:time:: ${valueOf(figure.values[found.highest])}:value: per home.`} ${$localize`Lowest at ${at(found.lowest)}:time:: ${valueOf(figure.values[found.lowest])}:value:.`} ${homes}`;
}

/** Of how many homes an answer is, and why others are not in it. */
export function homesSentence(homes: number, leftOut: number): string {
  const of =
    homes === 1 ? $localize`One home was asked.` : $localize`${homes}:count: homes were asked.`;
  const without =
    leftOut === 0
      ? ''
      : leftOut === 1
        ? $localize`One more is left out, as it consented to longer times only.`
        : $localize`${leftOut}:count: more are left out, as they consented to longer times only.`;
  return [of, without].filter((text) => text !== '').join(' ');
}

export interface ComparedFigure {
  readonly name: string;
  readonly label: string;
  readonly color: string;
  readonly measure: Measure;
  /** Per home and day; null: nothing is known. */
  readonly a: number | null;
  readonly b: number | null;
  readonly daysA: number;
  readonly daysB: number;
  /** b less a. */
  readonly difference: number | null;
  /** Of a; null where that is nothing. */
  readonly share: number | null;
}

/** Both sides of a comparison, figure by figure. */
export function comparedFigures({ a, b }: CohortComparison, locale: string): ComparedFigure[] {
  const names = [...new Set([...a.figures, ...b.figures].map(({ name }) => name))];
  return inOrder(names).map((name) => {
    const [left, right] = [a, b].map(({ figures }) => figures.find((one) => one.name === name));
    const [first, second] = [meanOf(left), meanOf(right)];
    const difference = isKnown(first) && isKnown(second) ? second - first : null;
    const { label, color, quantity } = wordsOf(name);
    return {
      name,
      label,
      color,
      measure: measureFor(quantity, Math.max(first ?? 0, second ?? 0), locale),
      a: first,
      b: second,
      daysA: left?.home_days ?? 0,
      daysB: right?.home_days ?? 0,
      difference,
      share: isKnown(difference) && isKnown(first) && first > 0 ? (difference / first) * 100 : null,
    };
  });
}

/** The first figure that both sides have, in words. */
export function comparisonSentence(
  compared: readonly ComparedFigure[],
  names: { readonly a: string; readonly b: string },
  locale: string,
): string {
  const figure = compared.find(({ difference }) => isKnown(difference));
  if (!figure) {
    return $localize`There is no figure that is known of both.`;
  }
  const { label, measure, a, b, difference, share } = figure;
  const change = difference ?? 0;
  const of = $localize`${label}:figure:, per home and day: ${names.b}:second: ${measure.text(b)}:value:`;
  if (measure.digits(change) === measure.digits(0)) {
    return $localize`${of}:what:, the same as ${names.a}:first:.`;
  }
  const size = measure.text(Math.abs(change));
  const part = share === null ? '' : ` (${written(percent(Math.abs(share), locale))})`;
  return change > 0
    ? $localize`${of}:what:, ${size}:change:${part}:share: more than ${names.a}:first: with ${measure.text(a)}:value:.`
    : $localize`${of}:what:, ${size}:change:${part}:share: less than ${names.a}:first: with ${measure.text(a)}:value:.`;
}

function meanOf(figure: CohortFigure | undefined): number | null {
  return figure && figure.home_days > 0 ? figure.mean_kwh_per_day : null;
}
