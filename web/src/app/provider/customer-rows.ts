import { Customer } from '../api/types';
import { timeAs } from '../energy/home-clock';
import {
  ConsentState,
  daysLeft,
  lastMoment,
  missing,
  stateWords,
  states,
  termsWords,
} from './customer-words';

/** What the table of customers says of one. */
export interface CustomerRow {
  readonly permission: string;
  readonly home: string | null;
  readonly name: string;
  /** Homes are named while they consent. */
  readonly isNamed: boolean;
  readonly purpose: string;
  readonly state: ConsentState;
  readonly stateText: string;
  readonly since: string;
  readonly terms: string;
  readonly isGiven: boolean;
  /** What was asked for and not given. */
  readonly missing: readonly string[];
  readonly until: string;
  /** Of a consent that ends soon: when. */
  readonly soon: string | null;
  readonly canEnd: boolean;
  readonly endLabel: string;
}

export interface CustomerFilter {
  readonly state: ConsentState | null;
  /** A part of the home's name. */
  readonly search: string;
}

/** Those that consent first, by name; then in the order of states, the newest first. */
export function customerRows(
  customers: readonly Customer[],
  filter: CustomerFilter,
  now: number,
  locale: string,
  zone: string,
): CustomerRow[] {
  const wanted = filter.search.trim().toLocaleLowerCase(locale);
  const date = (time: string): string =>
    timeAs(Date.parse(time), locale, zone, { day: 'numeric', month: 'short', year: 'numeric' });
  return customers
    .filter(
      (customer) =>
        (filter.state === null || customer.state === filter.state) &&
        (wanted === '' || (customer.home_name ?? '').toLocaleLowerCase(locale).includes(wanted)),
    )
    .sort(
      (a, b) =>
        states.indexOf(a.state) - states.indexOf(b.state) ||
        (a.home_name ?? '').localeCompare(b.home_name ?? '', locale, { numeric: true }) ||
        Date.parse(b.since) - Date.parse(a.since),
    )
    .map((customer) => {
      const { asked, given } = customer;
      const left = daysLeft(customer, now);
      return {
        permission: customer.permission,
        home: customer.home,
        name: customer.home_name ?? unnamed(customer.state),
        isNamed: customer.home_name !== null,
        purpose: customer.purpose,
        state: customer.state,
        stateText: textOf(customer, now, date),
        since: date(customer.since),
        terms: termsWords(given ?? asked, locale),
        isGiven: given !== null,
        missing: given === null ? [] : missing(asked, given, locale, zone),
        until: date(lastMoment((given ?? asked).ends_at)),
        soon: left === null ? null : soonText(left),
        canEnd: customer.state === 'accepted',
        endLabel:
          customer.home_name === null
            ? $localize`End the consent of a home without a name`
            : $localize`End the consent of ${customer.home_name}:home:`,
      };
    });
}

/** How many customers are in each state, of those that any is in. */
export function countByState(
  customers: readonly Customer[],
): { state: ConsentState; label: string; count: number }[] {
  return states
    .map((state) => ({
      state,
      label: stateWords[state],
      count: customers.filter((customer) => customer.state === state).length,
    }))
    .filter(({ count }) => count > 0);
}

function textOf(customer: Customer, now: number, date: (time: string) => string): string {
  const starts = customer.given?.starts_at ?? '';
  return customer.state === 'accepted' && Date.parse(starts) > now
    ? $localize`Consents from ${date(starts)}:date: on`
    : stateWords[customer.state];
}

function unnamed(state: ConsentState): string {
  return state === 'requested' || state === 'accepted'
    ? $localize`Not named yet`
    : $localize`Not named any more`;
}

function soonText(days: number): string {
  return days === 1 ? $localize`ends within a day` : $localize`ends within ${days}:days: days`;
}
