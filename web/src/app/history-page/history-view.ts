import {
  CalendarUnit,
  LocalDate,
  daysBetween,
  firstOf,
  isLocalDate,
  plusDays,
  plusUnits,
} from '../energy/local-date';

export type Medium = 'electricity' | 'gas' | 'water' | 'heat';
export type Unit = CalendarUnit | 'range';
export type Comparison = 'none' | 'previous' | 'year';
export type Step = 'hour' | 'day' | 'week' | 'month' | 'year';

/** What the page shows. It is all in the address. */
export interface HistoryView {
  readonly medium: Medium;
  readonly unit: Unit;
  /** First date, and the one after the last. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly compare: Comparison;
}

/** The page's part of the address. In it `to` is the last date, as people say it. */
export interface HistoryParams {
  readonly medium?: string;
  readonly period?: string;
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly compare?: string;
}

export const media: readonly Medium[] = ['electricity', 'gas', 'water', 'heat'];
export const units: readonly Unit[] = ['day', 'week', 'month', 'quarter', 'year', 'range'];
export const comparisons: readonly Comparison[] = ['none', 'previous', 'year'];

const longestRange = 366 * 40;

/** The view of an address. What it does not tell, or tells wrong, is today's. */
export function viewFrom(params: HistoryParams, today: LocalDate): HistoryView {
  const medium = oneOf(media, params.medium) ?? 'electricity';
  const compare = oneOf(comparisons, params.compare) ?? 'none';
  const unit = oneOf(units, params.period) ?? 'day';
  if (unit === 'range') {
    const last = dateOr(params.to, today);
    const from = dateOr(params.from, plusDays(last, -6));
    const isInOrder = from <= last && daysBetween(from, last) < longestRange;
    return { medium, compare, unit, from: isInOrder ? from : last, to: plusDays(last, 1) };
  }
  const from = firstOf(unit, dateOr(params.date, today));
  return { medium, compare, unit, from, to: plusUnits(unit, from, 1) };
}

/** The address of a view; what goes without saying is left out, so that a link to today stays one to today. */
export function paramsOf(view: HistoryView, today: LocalDate): Record<string, string | null> {
  const isRange = view.unit === 'range';
  const isNow = !isRange && view.from <= today && today < view.to;
  return {
    medium: view.medium === 'electricity' ? null : view.medium,
    period: view.unit === 'day' ? null : view.unit,
    date: isRange || isNow ? null : view.from,
    from: isRange ? view.from : null,
    to: isRange ? plusDays(view.to, -1) : null,
    compare: view.compare === 'none' ? null : view.compare,
  };
}

/** The period before or after; a range moves by its own length. */
export function stepped(view: HistoryView, by: number): HistoryView {
  if (view.unit === 'range') {
    const days = daysBetween(view.from, view.to) * by;
    return { ...view, from: plusDays(view.from, days), to: plusDays(view.to, days) };
  }
  const from = plusUnits(view.unit, view.from, by);
  return { ...view, from, to: plusUnits(view.unit, from, 1) };
}

/** Another unit around the same time: the one that holds the start, or today when that is in view. */
export function inUnit(view: HistoryView, unit: Unit, today: LocalDate): HistoryView {
  if (unit === 'range') {
    return { ...view, unit };
  }
  const from = firstOf(unit, view.from <= today && today < view.to ? today : view.from);
  return { ...view, unit, from, to: plusUnits(unit, from, 1) };
}

/** What the period is cut into: few enough bars to tell them apart. */
export function stepOf(view: HistoryView): Step {
  const days = daysBetween(view.from, view.to);
  if (days <= 2) {
    return 'hour';
  }
  if (days <= 35) {
    return 'day';
  }
  if (days <= 200) {
    return 'week';
  }
  return days <= 366 * 4 ? 'month' : 'year';
}

/** Into which unit a bar opens. Hours open no period: the day's power chart shows them. */
export function unitWithin(step: Step): CalendarUnit | null {
  return step === 'hour' ? null : step;
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | undefined {
  return known.find((one) => one === value);
}

function dateOr(value: string | undefined, otherwise: LocalDate): LocalDate {
  return value !== undefined && isLocalDate(value) ? value : otherwise;
}
