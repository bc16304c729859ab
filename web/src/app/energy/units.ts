const narrowSpace = '\u202f';

/** What stands where nothing is known. Never a zero. */
export const unknownValue = '–';

export interface Quantity {
  readonly digits: string;
  readonly unit: string;
}

/** Making a format costs far more than using it, and live values use them by the hundred each second. */
const formats = new Map<string, Intl.NumberFormat>();

function formatFor(locale: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(key, format);
  }
  return format;
}

function digits(value: number, locale: string, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  return formatFor(locale, decimals).format(rounded === 0 ? 0 : rounded);
}

/** Power in kW with a fixed two decimals, so that the width never jumps. Unknown stays unknown. */
export function kilowatts(watts: number | null | undefined, locale: string): Quantity {
  return { digits: isKnown(watts) ? digits(watts / 1000, locale, 2) : unknownValue, unit: 'kW' };
}

/** Power of one device: W up to a kilowatt, kW above. */
export function devicePower(watts: number | null | undefined, locale: string): Quantity {
  if (!isKnown(watts)) {
    return { digits: unknownValue, unit: 'W' };
  }
  return Math.abs(watts) < 999.5
    ? { digits: digits(watts, locale, 0), unit: 'W' }
    : { digits: digits(watts / 1000, locale, 2), unit: 'kW' };
}

/** Energy in kWh: two decimals below a hundred, one above, MWh from ten thousand. */
export function energy(kilowattHours: number | null | undefined, locale: string): Quantity {
  if (!isKnown(kilowattHours)) {
    return { digits: unknownValue, unit: 'kWh' };
  }
  const size = Math.abs(kilowattHours);
  if (size >= 10_000) {
    return { digits: digits(kilowattHours / 1000, locale, 2), unit: 'MWh' };
  }
  return { digits: digits(kilowattHours, locale, size >= 100 ? 1 : 2), unit: 'kWh' };
}

export function volume(cubicMetres: number | null | undefined, locale: string): Quantity {
  return {
    digits: isKnown(cubicMetres) ? digits(cubicMetres, locale, 3) : unknownValue,
    unit: 'm³',
  };
}

export function percent(value: number | null | undefined, locale: string): Quantity {
  return { digits: isKnown(value) ? digits(value, locale, 0) : unknownValue, unit: '%' };
}

export function decimal(
  value: number | null | undefined,
  locale: string,
  decimals: number,
): string {
  return isKnown(value) ? digits(value, locale, decimals) : unknownValue;
}

export function written(quantity: Quantity): string {
  return `${quantity.digits}${narrowSpace}${quantity.unit}`;
}

export function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
