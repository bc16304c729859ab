import { AcceptPermission, ConsentTerms } from '../api/types';
import { localDateAt } from '../energy/home-clock';
import { LocalDate, isLocalDate, plusDays } from '../energy/local-date';
import { instantOf } from '../energy/wall-clock';
import { Detail, SharedField, details, isAnyPast } from './consent-words';

/** What somebody is about to give. Dates are the home's; '' stands for what was asked. */
export interface ConsentDraft {
  readonly fields: readonly SharedField[];
  readonly detail: Detail;
  readonly historyFrom: LocalDate;
  readonly firstDay: LocalDate;
  readonly lastDay: LocalDate;
}

export type DraftFault = 'no_fields' | 'history_wider' | 'starts_wider' | 'ends_wider' | 'no_time';

/** All that was asked. */
export function draftOf(asked: ConsentTerms, zone: string): ConsentDraft {
  const dateOf = (time: number): LocalDate => localDateAt(time, zone);
  return {
    fields: asked.fields,
    detail: asked.detail,
    historyFrom: isAnyPast(asked.history_from) ? '' : dateOf(Date.parse(asked.history_from)),
    firstDay: dateOf(Date.parse(asked.starts_at)),
    lastDay: dateOf(Date.parse(asked.ends_at) - 1),
  };
}

/** As asked, and coarser. */
export function detailsFrom(asked: Detail): readonly Detail[] {
  return details.slice(details.indexOf(asked));
}

/**
 * What the draft amounts to. A date that was left as it was keeps the time of day that was asked. Nothing is ever
 * wider than what was asked: a date that would be is a fault, and what was asked stands in its place.
 */
export function termsFrom(
  asked: ConsentTerms,
  draft: ConsentDraft,
  zone: string,
  now: number,
): { terms: ConsentTerms; faults: readonly DraftFault[] } {
  const whole = draftOf(asked, zone);
  const isLeft = (part: 'historyFrom' | 'firstDay' | 'lastDay'): boolean =>
    draft[part] === whole[part] || draft[part] === '';
  const faults: DraftFault[] = [];
  const notEarlier = (date: LocalDate, time: string, fault: DraftFault): string => {
    const chosen = midnightOf(date, zone);
    if (chosen !== null && chosen >= Date.parse(time)) {
      return new Date(chosen).toISOString();
    }
    faults.push(fault);
    return time;
  };
  const notLater = (date: LocalDate, time: string, fault: DraftFault): string => {
    const chosen = midnightOf(date, zone, 1);
    if (chosen !== null && chosen <= Date.parse(time)) {
      return new Date(chosen).toISOString();
    }
    faults.push(fault);
    return time;
  };
  const fields = asked.fields.filter((field) => draft.fields.includes(field));
  if (fields.length === 0) {
    faults.push('no_fields');
  }
  const terms: ConsentTerms = {
    fields,
    detail: detailsFrom(asked.detail).includes(draft.detail) ? draft.detail : asked.detail,
    history_from: isLeft('historyFrom')
      ? asked.history_from
      : notEarlier(draft.historyFrom, asked.history_from, 'history_wider'),
    starts_at: isLeft('firstDay')
      ? asked.starts_at
      : notEarlier(draft.firstDay, asked.starts_at, 'starts_wider'),
    ends_at: isLeft('lastDay')
      ? asked.ends_at
      : notLater(draft.lastDay, asked.ends_at, 'ends_wider'),
  };
  const ends = Date.parse(terms.ends_at);
  if (faults.length === 0 && ends <= Math.max(Date.parse(terms.starts_at), now)) {
    faults.push('no_time');
  }
  return { terms, faults };
}

/** What to tell the server: the parts that are not as asked. */
export function partOf(asked: ConsentTerms, terms: ConsentTerms): AcceptPermission {
  return {
    ...(terms.fields.length < asked.fields.length && { fields: terms.fields }),
    ...(terms.detail !== asked.detail && { detail: terms.detail }),
    ...(terms.history_from !== asked.history_from && { history_from: terms.history_from }),
    ...(terms.starts_at !== asked.starts_at && { starts_at: terms.starts_at }),
    ...(terms.ends_at !== asked.ends_at && { ends_at: terms.ends_at }),
  };
}

export function isPart(asked: ConsentTerms, terms: ConsentTerms): boolean {
  return Object.keys(partOf(asked, terms)).length > 0;
}

/** When the date begins in the home, so many days later; null for what is no date. */
function midnightOf(date: LocalDate, zone: string, daysLater = 0): number | null {
  return isLocalDate(date) ? instantOf(`${plusDays(date, daysLater)}T00:00`, zone) : null;
}
