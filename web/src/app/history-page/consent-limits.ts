import { ConsentTerms } from '../api/types';
import { localDateAt, midnightBefore } from '../energy/home-clock';
import { LocalDate, firstOf, plusDays, plusUnits } from '../energy/local-date';
import { HistoryView, Step, Unit, inUnit, stepOf, units } from './history-view';

/** How finely a home's past is shown, and from when on. */
export interface HistoryLimits {
  readonly finest: Step;
  /** The first date that is shown; null: there is no limit. */
  readonly first: LocalDate | null;
  /** Why finer periods are not offered; null where all are. */
  readonly reason: string | null;
}

/** Of homes of one's own. */
export const noLimits: HistoryLimits = { finest: 'hour', first: null, reason: null };

/** What a consent lets through, on the calendar of the home. A period that its window cuts is not seen. */
export function limitsOf(terms: ConsentTerms, zone: string): HistoryLimits {
  const begin = Date.parse(terms.history_from);
  const date = localDateAt(begin, zone);
  const first = midnightBefore(begin, zone) === begin ? date : plusDays(date, 1);
  switch (terms.detail) {
    case 'live':
    case 'slot':
      return { finest: 'hour', first, reason: null };
    case 'day':
      return { finest: 'day', first, reason: $localize`The home consented to days only.` };
    case 'month': {
      const month = firstOf('month', first);
      return {
        finest: 'month',
        first: month === first ? first : plusUnits('month', month, 1),
        reason: $localize`The home consented to months only.`,
      };
    }
  }
}

/** The newest date of which something is shown: of a day or month that is not over, nothing is. */
export function newestWithin({ finest }: HistoryLimits, today: LocalDate): LocalDate {
  switch (finest) {
    case 'day':
      return plusDays(today, -1);
    case 'month':
      return plusDays(firstOf('month', today), -1);
    default:
      return today;
  }
}

/** Which periods can be cut into what may be seen. */
export function unitsWithin({ finest }: HistoryLimits): readonly Unit[] {
  return units.filter((unit) => !tooShort[finest].includes(unit));
}

/** The view that is nearest to one and may be seen. */
export function viewWithin(
  view: HistoryView,
  limits: HistoryLimits,
  today: LocalDate,
): HistoryView {
  if (!unitsWithin(limits).includes(view.unit)) {
    return inUnit(view, limits.finest === 'month' ? 'year' : 'month', today);
  }
  if (view.unit === 'range' && limits.finest === 'month') {
    const from = firstOf('month', view.from);
    const last = firstOf('month', plusDays(view.to, -1));
    return { ...view, from, to: plusUnits('month', last, 1) };
  }
  return view;
}

/** What the period is cut into, no finer than may be seen. */
export function stepWithin(view: HistoryView, { finest }: HistoryLimits): Step {
  const step = stepOf(view);
  return steps.indexOf(step) < steps.indexOf(finest) ? finest : step;
}

const steps: readonly Step[] = ['hour', 'day', 'week', 'month', 'year'];

/** Units that hold no more than one of the finest. */
const tooShort: Readonly<Record<Step, readonly Unit[]>> = {
  hour: [],
  day: ['day'],
  week: ['day', 'week'],
  month: ['day', 'week', 'month'],
  year: ['day', 'week', 'month', 'quarter', 'year'],
};
