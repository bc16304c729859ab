import { percent, written, decimal } from '../energy/units';

/** What may have to be said of how well a period is known. */
export type QualityCode =
  'partial' | 'poor' | 'estimated' | 'coarse' | 'faulty' | 'cuts_hour' | 'unrated';

export interface QualityFigures {
  /** Quarter-hours that are known, and that are over. */
  readonly known: number;
  readonly over: number;
  /** Shares of what is known. */
  readonly estimated: number;
  readonly coarse: number;
  readonly faulty: number;
  /** How many periods of the chart begin or end within an hour of hourly data. */
  readonly cuts: number;
  /** Since when the first calorific value holds, where gas in view is older; null elsewhere. */
  readonly ratedFrom: string | null;
}

export interface QualityRemark {
  readonly code: QualityCode;
  readonly text: string;
}

/** Whether so little is known that a figure says little. */
export function isPoor({ known, over }: QualityFigures): boolean {
  return over > 0 && known < over * 0.9;
}

/** Nothing, where all is measured and known. */
export function qualityRemarks(figures: QualityFigures, locale: string): QualityRemark[] {
  const { known, over, estimated, coarse, faulty, cuts, ratedFrom } = figures;
  const codes: QualityCode[] = [
    ...(over > 0 && known < over
      ? [isPoor(figures) ? ('poor' as const) : ('partial' as const)]
      : []),
    ...(faulty > 0 ? (['faulty'] as const) : []),
    ...(ratedFrom === null ? [] : (['unrated'] as const)),
    ...(coarse > 0 ? (['coarse'] as const) : []),
    ...(cuts > 0 ? (['cuts_hour'] as const) : []),
    ...(estimated > 0 ? (['estimated'] as const) : []),
  ];
  return codes.map((code) => ({ code, text: sentenceFor(code, figures, locale) }));
}

function sentenceFor(code: QualityCode, figures: QualityFigures, locale: string): string {
  switch (code) {
    case 'partial':
    case 'poor': {
      const known = decimal(figures.known, locale, 0);
      const over = decimal(figures.over, locale, 0);
      return $localize`${known}:known: of ${over}:over: quarter-hours are known. What is not known is not counted.`;
    }
    case 'faulty':
      return $localize`In ${share(figures.faulty, locale)}:share: of this the meters contradict each other: more left the home than came in, or one counted below 0.`;
    case 'unrated':
      return $localize`The first calorific value holds from ${figures.ratedFrom}:date: on. Gas from before it is not counted in kWh.`;
    case 'coarse':
      return $localize`${share(figures.coarse, locale)}:share: of this comes from hourly data: the hour’s amount is exact, its quarters are assumed to be equal.`;
    case 'cuts_hour':
      return $localize`Where a period begins or ends within an hour of hourly data, its border is assumed.`;
    case 'estimated':
      return $localize`The timing of ${share(figures.estimated, locale)}:share: of this is estimated; the amounts are measured.`;
  }
}

/** Never 0 %, for it is said because there is some. */
function share(part: number, locale: string): string {
  return part < 0.005
    ? $localize`less than ${written(percent(1, locale))}:share:`
    : written(percent(part * 100, locale));
}
