import { decimal, isKnown } from './units';

/** One unit and one number of decimals for everything that stands together, so that it can be added by eye. */
export interface Measure {
  readonly unit: string;
  /** Digits alone. Unknown stays unknown. */
  digits(value: number | null | undefined): string;
  /** With the unit. */
  text(value: number | null | undefined): string;
  /** A value as the axis counts it. */
  scaled(value: number): number;
}

const narrowSpace = '\u202f';

/** kWh to the hundredth, or MWh when the largest is too long to read; m³ to the litre. */
export function measureFor(quantity: 'kwh' | 'm3', largest: number, locale: string): Measure {
  if (quantity === 'm3') {
    return measure('m³', 1, 3, locale);
  }
  return Math.abs(largest) >= 10_000
    ? measure('MWh', 1000, 3, locale)
    : measure('kWh', 1, 2, locale);
}

function measure(unit: string, divisor: number, decimals: number, locale: string): Measure {
  const digits = (value: number | null | undefined): string =>
    decimal(isKnown(value) ? value / divisor : null, locale, decimals);
  return {
    unit,
    digits,
    text: (value) => `${digits(value)}${narrowSpace}${unit}`,
    scaled: (value) => value / divisor,
  };
}
