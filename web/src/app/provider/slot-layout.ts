import { timeAs } from '../energy/home-clock';
import { isKnown } from '../energy/units';

export interface SlotTick {
  readonly index: number;
  readonly text: string;
}

/** The outline of steps through the known values, and the same closed to the line of zero. */
export function stepPaths(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): { line: string; area: string } {
  let line = '';
  let area = '';
  for (let from = 0; from < values.length; from += 1) {
    if (!isKnown(values[from])) {
      continue;
    }
    let run = '';
    let to = from;
    for (; to < values.length && isKnown(values[to]); to += 1) {
      const height = rounded(y(values[to] ?? 0));
      run += `${run === '' ? `M${rounded(x(to))} ${height}` : `V${height}`}H${rounded(x(to + 1))}`;
    }
    line += run;
    area += `${run}V${rounded(y(0))}H${rounded(x(from))}Z`;
    from = to;
  }
  return { line, area };
}

/** Where times stand below the slots: every third hour of a day, else midnights, no more than fit. */
export function slotTicks(
  t: readonly number[],
  locale: string,
  zone: string,
  most: number,
): SlotTick[] {
  const day = 96;
  const isShort = t.length <= day * 1.5;
  const wanted = isShort ? /^(00|03|06|09|12|15|18|21):00$/ : /^00:00$/;
  const found = t.flatMap((at, index) => {
    const clock = timeAs(at, 'en-GB', zone, { hour: '2-digit', minute: '2-digit' });
    return wanted.test(clock) ? [{ index, at }] : [];
  });
  const every = Math.max(1, Math.ceil(found.length / Math.max(1, most)));
  const written = isShort
    ? ({ hour: '2-digit', minute: '2-digit' } as const)
    : ({ day: 'numeric', month: 'short' } as const);
  return found
    .filter((_, place) => place % every === 0)
    .map(({ index, at }) => ({ index, text: timeAs(at, locale, zone, written) }));
}

/** The first of the largest and of the smallest known values; null when none is known. */
export function extremes(
  values: readonly (number | null)[],
): { highest: number; lowest: number } | null {
  let highest = -1;
  let lowest = -1;
  values.forEach((value, index) => {
    if (isKnown(value)) {
      highest = highest < 0 || value > (values[highest] ?? 0) ? index : highest;
      lowest = lowest < 0 || value < (values[lowest] ?? 0) ? index : lowest;
    }
  });
  return highest < 0 ? null : { highest, lowest };
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
