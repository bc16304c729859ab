/** Times of a home are read on the home's own clock, whatever zone the browser is in. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  locale: string,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale}|${zone}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    formats.set(key, found);
  }
  return found;
}

export function clockTime(at: number, locale: string, zone: string): string {
  return format(locale, zone, { hour: '2-digit', minute: '2-digit' }).format(at);
}

export function clockTimeWithSeconds(at: number, locale: string, zone: string): string {
  return format(locale, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
}

export function longDate(at: number, locale: string, zone: string): string {
  return format(locale, zone, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

export function longDateWithYear(at: number, locale: string, zone: string): string {
  return format(locale, zone, { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

export function dateAndTime(at: number, locale: string, zone: string): string {
  return format(locale, zone, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

export function dateAndTimeWithSeconds(at: number, locale: string, zone: string): string {
  return format(locale, zone, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at);
}

/** `yyyy-mm`, which is of no zone. */
export function monthOfYear(month: string, locale: string): string {
  return format(locale, 'UTC', { month: 'short', year: 'numeric' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  );
}

/** The date that the home's calendar shows. */
export function localDateAt(at: number, zone: string): string {
  const parts = Object.fromEntries(
    format('en-GB', zone, { year: 'numeric', month: '2-digit', day: '2-digit' })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** A date and time written as the options say. */
export function timeAs(
  at: number,
  locale: string,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return format(locale, zone, options).format(at);
}

/** Two dates joined as the locale does it, what they share said once. */
export function timesAs(
  from: number,
  to: number,
  locale: string,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return format(locale, zone, options).formatRange(from, to);
}

/** The local midnight at or before `at`. Steps back by what the wall clock shows, which also holds on clock-change days. */
export function midnightBefore(at: number, zone: string): number {
  const parts = (time: number): Record<string, number> =>
    Object.fromEntries(
      format('en-GB', zone, {
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        hourCycle: 'h23',
      })
        .formatToParts(time)
        .map((part) => [part.type, Number(part.value)]),
    );
  const whole = Math.floor(at / 1000) * 1000;
  const today = parts(whole)['day'];
  let guess = whole - secondsOfDay(parts(whole)) * 1000;
  // A clock change since midnight moved the hands: correct by what is still shown.
  const shown = parts(guess);
  if (shown['day'] === today) {
    guess -= secondsOfDay(shown) * 1000;
  } else {
    guess += (86_400 - secondsOfDay(shown)) * 1000;
  }
  return guess;
}

function secondsOfDay(parts: Record<string, number>): number {
  return (parts['hour'] ?? 0) * 3600 + (parts['minute'] ?? 0) * 60 + (parts['second'] ?? 0);
}
