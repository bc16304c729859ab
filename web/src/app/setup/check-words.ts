import { CheckWarning } from '../api/types';
import { decimal } from '../energy/units';

/** What may be wrong with the chosen channels; `names` are those of the channels it is about. */
export function checkSentence(
  warning: CheckWarning,
  names: readonly string[],
  locale: string,
): string {
  const write = words[warning.code];
  return write
    ? write(names.join(', '), decimal(warning.home_w ?? null, locale, 0))
    : warning.message;
}

const words: Record<CheckWarning['code'], (names: string, watts: string) => string> = {
  home_negative: (_, watts) =>
    $localize`By these channels the home uses ${watts}:watts: W, which cannot be. A sign may be the wrong way round, or a meter missing.`,
  solar_at_night: (names) =>
    $localize`Solar power in the middle of the night from ${names}:names:: this may be a battery or another meter.`,
  meter_used_twice: (names) =>
    $localize`The same meter feeds more than one channel and counts more than once: ${names}:names:.`,
  no_grid: () =>
    $localize`No channel measures what comes from the grid, so the home’s own use is unknown.`,
  stale: (names) =>
    $localize`These have not sent a value for more than 5 minutes: ${names}:names:.`,
};
