/** Choices for where a home is, from what the browser knows; names in the language of formats. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

const countryCodes =
  'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW';

export function timeZones(current: string): Choice[] {
  return withCurrent(Intl.supportedValuesOf('timeZone'), current).map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
  }));
}

export function currencies(locale: string, current: string): Choice[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' });
  return withCurrent(Intl.supportedValuesOf('currency'), current).map((value) => ({
    value,
    label: named(value, names),
  }));
}

export function countries(locale: string, current: string): Choice[] {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  return withCurrent(countryCodes.split(' '), current)
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}

function named(code: string, names: Intl.DisplayNames): string {
  const name = names.of(code);
  return name && name !== code ? `${code} · ${name}` : code;
}

function withCurrent(values: readonly string[], current: string): string[] {
  return current === '' || values.includes(current) ? [...values] : [current, ...values];
}
