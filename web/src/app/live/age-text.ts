import { clockTime, dateAndTime } from '../energy/home-clock';
import { Freshness } from './freshness';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How old a value is, in few words that do not flicker: steps of ten seconds, then minutes, then the time. */
export function ageText(
  at: number | null,
  trust: Freshness,
  now: number,
  locale: string,
  zone: string,
): string {
  if (at === null) {
    return trust === 'unknown' ? $localize`no reading yet` : '';
  }
  const age = Math.max(0, now - at);
  const time = age < 20 * hour ? clockTime(at, locale, zone) : dateAndTime(at, locale, zone);
  if (trust === 'stale' || trust === 'unknown') {
    return $localize`last seen ${time}:time:`;
  }
  if (trust === 'quiet' || age >= hour) {
    return $localize`since ${time}:time:`;
  }
  if (age < 10 * second) {
    return $localize`just now`;
  }
  if (age < minute) {
    return $localize`${Math.floor(age / (10 * second)) * 10}:seconds: s ago`;
  }
  return $localize`${Math.floor(age / minute)}:minutes: min ago`;
}
