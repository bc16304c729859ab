import { ConsentTerms, Customer } from '../api/types';
import { longDateWithYear } from '../energy/home-clock';

export type ConsentState = Customer['state'];
export type SharedField = ConsentTerms['fields'][number];
export type Detail = ConsentTerms['detail'];

/** What customers can let a provider see, in short; their own pages say it in full. */
export const fieldWords: Readonly<Record<SharedField, string>> = {
  grid: $localize`grid`,
  solar: $localize`solar`,
  battery: $localize`battery`,
  gas: $localize`gas`,
  water: $localize`water`,
  heat: $localize`heat`,
  devices: $localize`devices`,
};
export const fields = Object.keys(fieldWords) as SharedField[];

/** Finest first. */
export const detailWords: Readonly<Record<Detail, string>> = {
  live: $localize`live values`,
  slot: $localize`quarter-hours`,
  day: $localize`days`,
  month: $localize`months`,
};
export const details = Object.keys(detailWords) as Detail[];

/** How a customer's consent stands, in their order of interest. */
export const stateWords: Readonly<Record<ConsentState, string>> = {
  accepted: $localize`Consents`,
  requested: $localize`Has not answered yet`,
  rejected: $localize`Said no`,
  timed_out: $localize`Did not answer in time`,
  revoked: $localize`Withdrew the consent`,
  expired: $localize`Consent has run out`,
  terminated: $localize`Given up by your provider`,
  fulfilled: $localize`Purpose fulfilled`,
};
export const states = Object.keys(stateWords) as ConsentState[];

/** "grid, solar and battery, down to days" */
export function termsWords(terms: ConsentTerms, locale: string): string {
  return $localize`${listed(terms.fields, locale)}:fields:, down to ${detailWords[terms.detail]}:detail:`;
}

/** In what a customer gave less than was asked for; empty where all of it was given. */
export function missing(
  asked: ConsentTerms,
  given: ConsentTerms,
  locale: string,
  zone: string,
): string[] {
  const date = (time: string): string => longDateWithYear(Date.parse(time), locale, zone);
  const isLater = (a: string, b: string): boolean => Date.parse(a) > Date.parse(b);
  const kept = asked.fields.filter((field) => !given.fields.includes(field));
  return [
    ...(kept.length > 0 ? [$localize`without ${listed(kept, locale)}:fields:`] : []),
    ...(given.detail === asked.detail
      ? []
      : [
          $localize`${detailWords[given.detail]}:given: instead of ${detailWords[asked.detail]}:asked:`,
        ]),
    ...(isLater(given.history_from, asked.history_from)
      ? [$localize`nothing before ${date(given.history_from)}:date:`]
      : []),
    ...(isLater(given.starts_at, asked.starts_at)
      ? [$localize`only from ${date(given.starts_at)}:date: on`]
      : []),
    ...(isLater(asked.ends_at, given.ends_at)
      ? [
          $localize`until ${date(lastMoment(given.ends_at))}:date: instead of ${date(lastMoment(asked.ends_at))}:asked:`,
        ]
      : []),
  ];
}

const day = 86_400_000;

/** Of a consent that ends within seven days: in how many, begun ones counted; null of all others. */
export function daysLeft(customer: Customer, now: number): number | null {
  const left = Date.parse(customer.given?.ends_at ?? '') - now;
  return customer.state === 'accepted' && left > 0 && left <= 7 * day
    ? Math.ceil(left / day)
    : null;
}

/** A consent that ends at midnight is good until the day before. */
export function lastMoment(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString();
}

function listed(shared: readonly SharedField[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(
    fields.filter((field) => shared.includes(field)).map((field) => fieldWords[field]),
  );
}
