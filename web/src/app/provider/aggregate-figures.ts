import { Aggregate } from '../api/types';
import { LocalDate, plusUnits } from '../energy/local-date';
import { extremes } from './slot-layout';

export interface AggregateGroup {
  readonly key: string;
  readonly label: string;
  /** By day. */
  readonly days: readonly Aggregate[];
}

export type Withheld = Exclude<Aggregate['withheld'], 'nothing'>;

/** Why a day is not told, in a sentence. */
export const withheldWords: Readonly<Record<Withheld, string>> = {
  too_few_homes: $localize`Fewer than 15 homes are in the group this month.`,
  members_missing: $localize`Not everything is known of all homes of the group; without one of them, the sum would tell it.`,
  one_home_too_large: $localize`One home was more than 15 % of the sum in some quarter-hour.`,
};

/** The days of an answer by group, both in their order. */
export function groupsOf(items: readonly Aggregate[]): AggregateGroup[] {
  const groups = new Map<string, { label: string; days: Aggregate[] }>();
  for (const item of items) {
    const key = JSON.stringify([item.area, item.tariff]);
    const group = groups.get(key) ?? { label: `${item.area}, ${item.tariff}`, days: [] };
    groups.set(key, group);
    group.days.push(item);
  }
  return [...groups]
    .map(([key, { label, days }]) => ({
      key,
      label,
      days: [...days].sort((a, b) => a.day.localeCompare(b.day)),
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The first and the one after the last day of a month, "2026-11"; null for what is no month. */
export function monthSpan(month: string): { from: LocalDate; to: LocalDate } | null {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    return null;
  }
  const from = `${month}-01`;
  return { from, to: plusUnits('month', from, 1) };
}

/** What all homes of the group used on a day; null where that is withheld. Of rounded parts, so it is about that. */
export function dayTotal(day: Aggregate): number | null {
  return day.withheld === 'nothing' ? day.kwh.reduce((sum, kwh) => sum + kwh, 0) : null;
}

/** The newest day that is told, else the newest. */
export function dayToShow(group: AggregateGroup): LocalDate | null {
  const told = group.days.filter((day) => day.withheld === 'nothing');
  return (told.at(-1) ?? group.days.at(-1))?.day ?? null;
}

/** The first group of which a day is told, else the first. */
export function groupToShow(groups: readonly AggregateGroup[]): AggregateGroup | null {
  const isTold = ({ days }: AggregateGroup): boolean =>
    days.some(({ withheld }) => withheld === 'nothing');
  return groups.find(isTold) ?? groups[0] ?? null;
}

/** As many decimals as three significant digits need. */
export function decimalsFor(values: readonly number[]): number {
  const most = Math.max(0, ...values);
  return most >= 100 ? 0 : most >= 10 ? 1 : most >= 1 ? 2 : 3;
}

export function aggregateSentence(
  day: Aggregate,
  timeOf: (at: number) => string,
  valueOf: (kwh: number) => string,
  totalOf: (kwh: number) => string,
): string {
  const found = extremes(day.kwh);
  const total = dayTotal(day);
  if (!found || total === null) {
    return '';
  }
  const at = (index: number): string => timeOf(Date.parse(day.t[index] ?? ''));
  const value = (index: number): string => valueOf(day.kwh[index] ?? 0);
  return $localize`The homes of the group used about ${totalOf(total)}:total: together. Highest at ${at(found.highest)}:time:: ${value(found.highest)}:value:. Lowest at ${at(found.lowest)}:other:: ${value(found.lowest)}:least:.`;
}
