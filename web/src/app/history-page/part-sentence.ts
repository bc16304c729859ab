import { BarSeries, BarValues } from '../chart/bar-layout';
import { Measure } from '../energy/measure';
import { isKnown } from '../energy/units';

/** What is seen of a home of which not all is: each amount by itself, as no total could be made of them. */
export function partSentence(
  series: readonly BarSeries[],
  totals: BarValues,
  until: string | null,
  measure: Measure,
  locale: string,
): string {
  const known = series.filter(({ key }) => isKnown(totals[key]));
  if (known.length === 0) {
    return $localize`Nothing is known of this period.`;
  }
  const amounts = new Intl.ListFormat(locale, { type: 'conjunction' }).format(
    known.map(({ key, label }) => `${label} ${measure.text(totals[key])}`),
  );
  return until === null ? `${amounts}.` : $localize`Until ${until}:time:: ${amounts}:amounts:.`;
}
