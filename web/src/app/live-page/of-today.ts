import { plusDays } from '../energy/local-date';
import { FigurePart } from '../explain/figure';
import { Today } from '../live/messages';

/** A figure of today as it stands, with the quarter of an hour that is still running. */
export function ofToday(
  today: Today | null,
  label: string,
  figure: string,
  channel?: string,
): readonly FigurePart[] | null {
  return today
    ? [
        {
          label,
          sign: 1,
          figure,
          ...(channel === undefined ? {} : { channel }),
          from: today.date,
          to: plusDays(today.date, 1),
          onlyComplete: false,
        },
      ]
    : null;
}
