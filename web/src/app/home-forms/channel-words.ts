/** What roles and kinds are called, in the order they are offered. */
export const roleWords: readonly { readonly role: string; readonly label: string }[] = [
  { role: 'grid_import', label: $localize`Import from the grid` },
  { role: 'grid_export', label: $localize`Export to the grid` },
  { role: 'solar', label: $localize`Solar` },
  { role: 'generator', label: $localize`Generator` },
  { role: 'battery_charge', label: $localize`Into the battery` },
  { role: 'battery_discharge', label: $localize`Out of the battery` },
  { role: 'battery_soc', label: $localize`Battery level` },
  { role: 'device', label: $localize`Device` },
  { role: 'gas', label: $localize`Gas` },
  { role: 'water', label: $localize`Water` },
  { role: 'heat', label: $localize`Heat` },
  { role: 'price_import', label: $localize`Price of import` },
  { role: 'price_export', label: $localize`Price of export` },
  { role: 'grid_carbon', label: $localize`Carbon of the grid` },
  { role: 'outdoor_temperature', label: $localize`Outdoor temperature` },
];

export const kindWords: readonly { readonly kind: string; readonly label: string }[] = [
  { kind: 'appliance', label: $localize`Appliance` },
  { kind: 'vehicle', label: $localize`Vehicle` },
  { kind: 'heat_pump', label: $localize`Heat pump` },
  { kind: 'boiler', label: $localize`Boiler` },
  { kind: 'other', label: $localize`Other` },
];

/** The unit that readings of a channel's meter are written in. */
export function meterUnit(role: string): string {
  return role === 'gas' || role === 'water' ? 'm³' : 'kWh';
}
