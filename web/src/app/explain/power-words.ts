import { PowerFormula } from './power-terms';

/** How a power comes about. */
export const powerTexts: Record<PowerFormula, string> = {
  home: $localize`Import + solar + generator + from the battery − export − into the battery, and not below zero.`,
  untracked: $localize`What the home uses − its devices that are part of no other, and not below zero.`,
  grid: $localize`Import − export: above zero the home imports, below it exports.`,
  battery: $localize`From the battery − into it: above zero it is discharged, below it is charged.`,
  solar: $localize`All solar together.`,
  generator: $localize`All generators together.`,
  channel: $localize`What this one source says.`,
  phase: $localize`Import − export of this phase.`,
};
