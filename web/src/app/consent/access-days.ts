import { AccessEntry } from '../api/types';
import {
  clockTime,
  clockTimeWithSeconds,
  localDateAt,
  longDateWithYear,
} from '../energy/home-clock';

export interface AccessDay {
  readonly date: string;
  readonly name: string;
  readonly rows: readonly AccessRow[];
}

export interface AccessRow {
  readonly id: string;
  readonly time: string;
  readonly who: string;
  readonly what: string;
  readonly count: string;
}

export const accessKindNames: Readonly<Record<AccessEntry['kind'], string>> = {
  home: $localize`Name, time zone and place of the home`,
  channels: $localize`Which meters and devices it has`,
  energy: $localize`Energy over time`,
  live: $localize`Power of the moment`,
  file: $localize`Figures as a file`,
  load_profile: $localize`The home’s part in a mean of several homes`,
  trail: $localize`Who did what in the home`,
  change: $localize`Asked for a change of the home`,
};

/** Entries by the home's dates, in the order they came. */
export function accessDays(
  entries: readonly AccessEntry[],
  locale: string,
  zone: string,
): readonly AccessDay[] {
  const days = new Map<string, { name: string; rows: AccessRow[] }>();
  for (const entry of entries) {
    const at = Date.parse(entry.at);
    const date = localDateAt(at, zone);
    const day = days.get(date) ?? { name: longDateWithYear(at, locale, zone), rows: [] };
    days.set(date, day);
    day.rows.push({
      id: [entry.at, entry.by, entry.kind].join(' '),
      time: clockTime(at, locale, zone),
      who: entry.organisation
        ? $localize`${entry.by_name}:person: of ${entry.organisation}:company:`
        : $localize`${entry.by_name}:person:, visiting as an operator`,
      what: accessKindNames[entry.kind],
      count: countText(entry, locale, zone),
    });
  }
  return [...days].map(([date, day]) => ({ date, ...day }));
}

function countText(entry: AccessEntry, locale: string, zone: string): string {
  const last = clockTimeWithSeconds(Date.parse(entry.last_at), locale, zone);
  return entry.count === 1
    ? $localize`once`
    : $localize`${entry.count}:count: times, last ${last}:time:`;
}
