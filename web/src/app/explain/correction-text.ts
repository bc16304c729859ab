import { Correction } from '../api/types';
import { dateAndTime } from '../energy/home-clock';
import { decimal } from '../energy/units';

/** A correction in words: what it says, why, and who said so. */
export function correctionText(
  { from, to, kind, amount, reason, made, undone }: Correction,
  channel: string,
  locale: string,
  zone: string,
): { what: string; reason: string; who: string; undone: string | null } {
  const time = (text: string): string => dateAndTime(Date.parse(text), locale, zone);
  const span = `${time(from)} – ${time(to)}`;
  const number = decimal(amount, locale, 3);
  const words: Record<Correction['kind'], string> = {
    flat: $localize`${channel}:channel:, ${span}:span:: ${number}:amount:, spread evenly.`,
    proportional: $localize`${channel}:channel:, ${span}:span:: ${number}:amount:, spread as it was.`,
    unknown: $localize`${channel}:channel:, ${span}:span:: not known.`,
  };
  return {
    what: words[kind],
    reason,
    who: $localize`${made.name}:person:, ${time(made.at)}:time:`,
    undone: undone ? $localize`Undone: ${undone.name}:person:, ${time(undone.at)}:time:` : null,
  };
}
