import { ExplainedInput, Explanation } from '../api/types';

type Quality = ExplainedInput['quality'][number];

/** How well a slot is known. */
export const qualityWords: Record<Quality, string> = {
  missing: $localize`not known`,
  estimated: $localize`estimated`,
  recovered: $localize`recovered`,
  coarse: $localize`hourly`,
  measured: $localize`measured`,
  edited: $localize`corrected`,
};

/** What the words mean, for those of them that a table has. */
export const qualityMeanings: Record<Quality, string> = {
  missing: $localize`nothing is known of the quarter-hour; it is not counted as zero`,
  estimated: $localize`the amount is certain, but it was spread over a time without readings`,
  recovered: $localize`read later, from what Home Assistant had kept`,
  coarse: $localize`a part of a longer step, of an hour of statistics or of a coarse meter`,
  measured: $localize`read while it happened`,
  edited: $localize`a person has said so`,
};

/** How a figure comes about. */
export function formulaText({ formula, figure }: Explanation): string {
  return formula === 'share' ? (shareTexts[figure] ?? '') : formulaTexts[formula];
}

const formulaTexts: Record<Explanation['formula'], string> = {
  sum_of_slots: $localize`Every quarter-hour of this meter, added up.`,
  sum_of_channels: $localize`Every quarter-hour of all meters of this kind, added up. What is part of another one, or one phase of several, is not counted again.`,
  use_of_the_home: $localize`In every quarter-hour of which all is known: import + solar + from the battery − export − into the battery, and nothing where that is negative. Then added up.`,
  use_so_far: $localize`Import + solar + from the battery − export − into the battery, of all that is known of today, with the quarter-hour that is still running.`,
  residual: $localize`What left the home beyond what came in, in every quarter-hour of which all is known. A meter is missing, wrong or late.`,
  flow: $localize`In every quarter-hour of which all is known, in this order: import beyond what the home used has charged the battery; solar charges the battery, then is exported; the battery exports the rest; import charges the rest; what is left of solar, then battery, then grid feeds the home. Then added up.`,
  origin: $localize`What is charged keeps its origin in the battery. What is discharged is taken from solar and grid in proportion to what the battery holds then. Then added up.`,
  grid_balance: $localize`Import − export.`,
  sum_of_devices: $localize`All devices that are part of no other, in every quarter-hour that the use of the home is known in.`,
  rest_of_home: $localize`What the home used − its devices, added up over all quarter-hours. Nothing where that is negative.`,
  rest_of_channel: $localize`The whole − what is measured of it by itself, added up. Nothing where that is negative.`,
  gas_energy: $localize`In every quarter-hour: volume × what a cubic metre holds from that date on, its calorific value. Then added up.`,
  share: '',
  carbon: $localize`In every quarter-hour: import × what the making of a kilowatt-hour emitted then. Then added up.`,
};

const shareTexts: Partial<Record<Explanation['figure'], string>> = {
  self_sufficiency: $localize`1 − (grid to home + battery to home that had come from the grid) ÷ use of the home. Each is added up first.`,
  direct_self_sufficiency: $localize`1 − grid to home ÷ use of the home. Each is added up first.`,
  grid_independence: $localize`1 − (grid to home + grid to battery + passed through) ÷ use of the home, at least 0. Each is added up first.`,
  self_consumption: $localize`(solar to home + battery to home that had come from solar) ÷ (the same + solar to grid + battery to grid that had come from solar). Each is added up first.`,
};

/** What a figure is called that another one is made of. */
export const figureWords: Record<Explanation['figure'], string> = {
  channel: $localize`Meter`,
  grid_import: $localize`Imported`,
  grid_export: $localize`Exported`,
  solar: $localize`Solar`,
  generator: $localize`Generator`,
  battery_charge: $localize`Into battery`,
  battery_discharge: $localize`From battery`,
  home: $localize`Used at home`,
  residual: $localize`Without a source`,
  grid_to_home: $localize`Grid to home`,
  grid_to_battery: $localize`Grid to battery`,
  grid_to_grid: $localize`Passed through`,
  solar_to_home: $localize`Solar to home`,
  solar_to_battery: $localize`Solar to battery`,
  solar_to_grid: $localize`Solar to grid`,
  battery_to_home: $localize`Battery to home`,
  battery_to_grid: $localize`Battery to grid`,
  battery_to_battery: $localize`Battery to battery`,
  battery_home_solar: $localize`Battery to home, from solar`,
  battery_home_grid: $localize`Battery to home, from the grid`,
  battery_home_unknown: $localize`Battery to home, origin not known`,
  battery_grid_solar: $localize`Battery to grid, from solar`,
  battery_grid_grid: $localize`Battery to grid, from the grid`,
  battery_grid_unknown: $localize`Battery to grid, origin not known`,
  used_so_far: $localize`Used so far`,
  grid_balance: $localize`Import − export`,
  tracked: $localize`Devices`,
  untracked: $localize`Everything else`,
  own: $localize`Rest`,
  gas_energy: $localize`Gas`,
  self_sufficiency: $localize`Self-sufficiency`,
  direct_self_sufficiency: $localize`Direct self-sufficiency`,
  grid_independence: $localize`Grid independence`,
  self_consumption: $localize`Self-consumption`,
  carbon: $localize`Carbon dioxide`,
};
