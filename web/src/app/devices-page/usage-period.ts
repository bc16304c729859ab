import { LocalDate, plusDays } from '../energy/local-date';
import { Step } from '../history-page/history-view';

export type UsagePeriod = 'today' | 'week' | 'month' | 'year';

export const usagePeriods: readonly UsagePeriod[] = ['today', 'week', 'month', 'year'];

export const periodLabels: Record<UsagePeriod, string> = {
  today: $localize`Today`,
  week: $localize`7 days`,
  month: $localize`30 days`,
  year: $localize`365 days`,
};

const days: Record<UsagePeriod, number> = { today: 1, week: 7, month: 30, year: 365 };
const steps: Record<UsagePeriod, Step> = {
  today: 'hour',
  week: 'day',
  month: 'day',
  year: 'month',
};

/** A span of whole dates that ends with today, and what it is cut into. `to` is the date after the last. */
export function usageSpan(
  period: UsagePeriod,
  today: LocalDate,
): { from: LocalDate; to: LocalDate; step: Step } {
  const to = plusDays(today, 1);
  return { from: plusDays(to, -days[period]), to, step: steps[period] };
}

export function usagePeriodFrom(text: string | undefined): UsagePeriod {
  return usagePeriods.find((period) => period === text) ?? 'today';
}
