import { ConsentTerms, Permission, PermissionChange } from '../api/types';
import { longDateWithYear, timeAs } from '../energy/home-clock';
import { wallClockAt } from '../energy/wall-clock';

export type SharedField = ConsentTerms['fields'][number];
export type Detail = ConsentTerms['detail'];
export type ConsentState = Permission['state'];

/** Finest first. */
export const details: readonly Detail[] = ['live', 'slot', 'day', 'month'];

export const fieldNames: Readonly<Record<SharedField, string>> = {
  grid: $localize`Grid: what is bought and fed in`,
  solar: $localize`Solar and generators: what is made`,
  battery: $localize`Battery: what is charged and discharged`,
  gas: $localize`Gas`,
  water: $localize`Water`,
  heat: $localize`Heat`,
  devices: $localize`Devices one by one, with their names`,
};

/** What each tells of the people of a home. */
export const detailNames: Readonly<Record<Detail, string>> = {
  live: $localize`The power of each moment – shows when you are at home and what runs`,
  slot: $localize`Sums of 15 minutes – show when you are at home`,
  day: $localize`Day sums – not at what hours you are at home, but on which days`,
  month: $localize`Month sums – not on which days you are at home`,
};

/** From when on the past is meant as a whole: nobody measured at home before. */
const anyPastMs = Date.parse('2000-01-01T00:00:00Z');

export interface TermsText {
  readonly figures: readonly string[];
  readonly balance: string;
  readonly detail: string;
  readonly history: string;
  readonly span: string;
}

/** What somebody would see of a home, in sentences. Dates are the home's. */
export function termsText(terms: ConsentTerms, locale: string, zone: string): TermsText {
  const starts = dayText(Date.parse(terms.starts_at), locale, zone);
  const ends = Date.parse(terms.ends_at);
  return {
    figures: terms.fields.map((field) => fieldNames[field]),
    balance: (['grid', 'solar', 'battery'] as const).every((field) => terms.fields.includes(field))
      ? $localize`Grid, solar and battery together also tell what the home uses in all.`
      : $localize`What the home uses in all is not told: that takes grid, solar and battery together.`,
    detail: detailNames[terms.detail],
    history: isAnyPast(terms.history_from)
      ? $localize`All that was ever recorded`
      : $localize`Back to ${dayText(Date.parse(terms.history_from), locale, zone)}:date:, nothing older`,
    span: isMidnight(ends, zone)
      ? $localize`From ${starts}:date: to the end of ${longDateWithYear(ends - 1, locale, zone)}:date:`
      : $localize`From ${starts}:date: to ${dayText(ends, locale, zone)}:date:`,
  };
}

/** How a consent stands, in a few words. */
export function stateText(
  permission: Permission,
  now: number,
  locale: string,
  zone: string,
): string {
  const starts = Date.parse(permission.given?.starts_at ?? '');
  const words: Record<ConsentState, () => string> = {
    requested: () =>
      $localize`Waits for an answer until ${dayText(Date.parse(permission.answer_by), locale, zone)}:date:`,
    accepted: () =>
      starts > now
        ? $localize`Accepted, begins ${dayText(starts, locale, zone)}:date:`
        : $localize`In force: it sees this now`,
    rejected: () => $localize`Rejected`,
    timed_out: () => $localize`Not answered in time`,
    revoked: () => $localize`Withdrawn`,
    terminated: () => $localize`Given up by the provider`,
    expired: () => $localize`Ended: its time ran out`,
    fulfilled: () => $localize`Over: the provider is done`,
  };
  return words[permission.state]();
}

/** Who brought a consent into a state, and when. */
export function changeText(
  change: PermissionChange,
  provider: string,
  locale: string,
  zone: string,
): string {
  const who = change.by_name;
  const words: Record<ConsentState, string> = {
    requested: $localize`${who}:person: took the request up.`,
    accepted: $localize`${who}:person: accepted.`,
    rejected: $localize`${who}:person: rejected it.`,
    timed_out: $localize`Nobody answered in time.`,
    revoked: $localize`${who}:person: withdrew it.`,
    terminated: $localize`${who}:person: of ${provider}:company: gave it up.`,
    expired: $localize`Its time was over.`,
    fulfilled: $localize`${who}:person: of ${provider}:company: was done with it.`,
  };
  return `${timeText(Date.parse(change.at), locale, zone)}: ${words[change.state]}`;
}

/** Whether everything that was ever recorded is meant. */
export function isAnyPast(historyFrom: string): boolean {
  return Date.parse(historyFrom) < anyPastMs;
}

/** The address if a browser may be led there; null for everything but plain web addresses. */
export function webAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol);
  // What stands before an @ looks like the host and is none.
  return isWeb && url.username === '' && url.password === '' ? url : null;
}

function isMidnight(at: number, zone: string): boolean {
  return wallClockAt(at, zone).endsWith('T00:00');
}

/** A date; with the time where that is not its beginning. */
function dayText(at: number, locale: string, zone: string): string {
  return isMidnight(at, zone) ? longDateWithYear(at, locale, zone) : timeText(at, locale, zone);
}

function timeText(at: number, locale: string, zone: string): string {
  return timeAs(at, locale, zone, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}
