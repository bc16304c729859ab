import { ProblemField } from '../api/problem';
import { ConsentRequest, CreateConsentRequest } from '../api/types';
import { LocalDate, isLocalDate, plusDays, plusUnits } from '../energy/local-date';
import { instantOf } from '../energy/wall-clock';
import { Detail, SharedField } from './customer-words';

/** A request as it is being written. Dates are of whoever writes; `ends` is the last day that is seen. */
export interface RequestDraft {
  readonly purpose: string;
  readonly fields: readonly SharedField[];
  readonly detail: Detail;
  readonly historyFrom: LocalDate;
  readonly starts: LocalDate;
  readonly ends: LocalDate;
  readonly answerBy: LocalDate;
}

export type DraftField = keyof RequestDraft;
export type DraftFaults = Partial<Record<DraftField, string>>;

const leastPurpose = 10;
const mostPurpose = 400;

export function blankDraft(today: LocalDate): RequestDraft {
  return {
    purpose: '',
    fields: ['grid'],
    detail: 'day',
    historyFrom: plusUnits('month', today, -12),
    starts: today,
    ends: plusDays(plusUnits('month', today, 12), -1),
    answerBy: plusDays(today, 14),
  };
}

/** What is wrong, by field; nothing when it can be sent. */
export function faultsOf(draft: RequestDraft, today: LocalDate): DraftFaults {
  const faults: DraftFaults = {};
  const length = draft.purpose.trim().length;
  if (length < leastPurpose || length > mostPurpose) {
    faults.purpose = $localize`Say what for, in 10 to 400 characters.`;
  }
  if (draft.fields.length === 0) {
    faults.fields = $localize`Tick at least one.`;
  }
  for (const field of ['historyFrom', 'starts', 'ends', 'answerBy'] as const) {
    if (!isLocalDate(draft[field])) {
      faults[field] = $localize`Give a date.`;
    }
  }
  if (!faults.ends && (draft.ends < draft.starts || draft.ends < today)) {
    faults.ends = $localize`This must not be before the start, nor before today.`;
  }
  if (!faults.answerBy && draft.answerBy < today) {
    faults.answerBy = $localize`This must not be before today.`;
  }
  return faults;
}

/** The request to the server. A last day is meant with all of it. */
export function requestFrom(draft: RequestDraft, zone: string): CreateConsentRequest {
  const begin = (date: LocalDate): string =>
    new Date(instantOf(`${date}T00:00`, zone) ?? 0).toISOString();
  return {
    purpose: draft.purpose.trim().replace(/\s+/g, ' '),
    terms: {
      fields: [...draft.fields],
      detail: draft.detail,
      history_from: begin(draft.historyFrom),
      starts_at: begin(draft.starts),
      ends_at: begin(plusDays(draft.ends, 1)),
    },
    answer_by: begin(plusDays(draft.answerBy, 1)),
  };
}

/** What the server said of fields, by those of the draft; null when it named none of them. */
export function faultsFrom(fields: readonly ProblemField[]): DraftFaults | null {
  const faults: DraftFaults = {};
  for (const { pointer, detail } of fields) {
    const field = fieldOf[pointer];
    if (field) {
      faults[field] ??= detail;
    }
  }
  return Object.keys(faults).length > 0 ? faults : null;
}

const fieldOf: Readonly<Record<string, DraftField>> = {
  '/purpose': 'purpose',
  '/terms/fields': 'fields',
  '/terms/detail': 'detail',
  '/terms/history_from': 'historyFrom',
  '/terms/starts_at': 'starts',
  '/terms/ends_at': 'ends',
  '/answer_by': 'answerBy',
};

/** Whether its code still leads somewhere. */
export function isOpen(request: ConsentRequest, now: number): boolean {
  return now < Date.parse(request.answer_by);
}
