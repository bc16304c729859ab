import { BarSeries, BarValues } from '../chart/bar-layout';
import { Measure } from '../energy/measure';
import { isKnown, percent, written } from '../energy/units';

/** What the sentence above the table tells. All numbers of it stand in the table. */
export interface HistoryFigures {
  readonly isHome: boolean;
  readonly series: readonly BarSeries[];
  readonly totals: BarValues;
  readonly used: number | null;
  /** Of a period that is not over: up to when it is known. */
  readonly until: string | null;
  readonly compared: ComparedFigures | null;
}

export interface ComparedFigures {
  readonly name: string;
  readonly used: number | null;
  /** Local days of both, when they differ. */
  readonly days: number;
  readonly comparedDays: number;
}

/** The total, the largest contributor, and the change to what it is compared with. */
export function historySentence(figures: HistoryFigures, measure: Measure, locale: string): string {
  if (figures.used === null) {
    return $localize`Nothing is known of this period.`;
  }
  return [
    totalSentence(figures, measure),
    largestSentence(figures, measure, locale),
    changeSentence(figures, measure, locale),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function totalSentence({ isHome, used, until }: HistoryFigures, measure: Measure): string {
  const total = measure.text(used);
  if (isHome) {
    return until === null
      ? $localize`The home used ${total}:total:.`
      : $localize`Until ${until}:time: the home used ${total}:total:.`;
  }
  return until === null
    ? $localize`${total}:total: were used.`
    : $localize`Until ${until}:time: ${total}:total: were used.`;
}

function largestSentence(figures: HistoryFigures, measure: Measure, locale: string): string {
  const incoming = figures.series.filter((series) => series.direction === 'up');
  const valueOf = (series: BarSeries): number => figures.totals[series.key] ?? 0;
  const total = incoming.reduce((sum, series) => sum + valueOf(series), 0);
  const largest = [...incoming].sort((a, b) => valueOf(b) - valueOf(a))[0];
  if (!largest || incoming.length < 2 || valueOf(largest) <= 0) {
    return '';
  }
  const amount = measure.text(valueOf(largest));
  const share = written(percent((valueOf(largest) / total) * 100, locale));
  return figures.isHome
    ? $localize`The largest source: ${largest.label}:source:, ${amount}:amount: (${share}:share: of what came in).`
    : $localize`The largest part: ${largest.label}:part:, ${amount}:amount: (${share}:share:).`;
}

function changeSentence(
  { used, compared }: HistoryFigures,
  measure: Measure,
  locale: string,
): string {
  if (compared === null || used === null) {
    return '';
  }
  if (!isKnown(compared.used)) {
    return $localize`Of ${compared.name}:period: nothing is known.`;
  }
  const before = measure.text(compared.used);
  const change = used - compared.used;
  const size = measure.text(Math.abs(change));
  const share =
    compared.used === 0
      ? ''
      : ` (${written(percent((Math.abs(change) / compared.used) * 100, locale))})`;
  const sentence =
    measure.digits(change) === measure.digits(0)
      ? $localize`${compared.name}:period: was the same: ${before}:amount:.`
      : change > 0
        ? $localize`That is ${size}:change:${share}:share: more than ${compared.name}:period: with ${before}:amount:.`
        : $localize`That is ${size}:change:${share}:share: less than ${compared.name}:period: with ${before}:amount:.`;
  if (Math.abs(compared.days - compared.comparedDays) < 0.02 || compared.days === 0) {
    return sentence;
  }
  const now = measure.text(used / compared.days);
  const then = measure.text(compared.used / compared.comparedDays);
  return `${sentence} ${$localize`Per day: ${now}:now: against ${then}:then:.`}`;
}
