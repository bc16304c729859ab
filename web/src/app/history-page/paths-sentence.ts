import { Measure } from '../energy/measure';
import { DeficitReason, EnergyPaths } from './energy-paths';

/** What the energy flow shows: the largest device, what nothing measures, and a sum that cannot be. */
export function pathsSentence(paths: EnergyPaths, measure: Measure): string {
  const sentences: string[] = [];
  const isDevice = (id: string): boolean =>
    paths.nodes.some(
      (node) => node.id === id && node.column === 3 && id !== 'untracked' && id !== 'small',
    );
  const largest = [...paths.links]
    .filter((link) => isDevice(link.to))
    .sort((a, b) => b.value - a.value)[0];
  const used = measure.text(paths.used);
  if (largest) {
    const name = paths.nodes.find((node) => node.id === largest.to)?.label ?? '';
    sentences.push(
      $localize`Of ${used}:used: the largest device used ${measure.text(largest.value)}:amount:: ${name}:device:.`,
    );
  } else {
    sentences.push($localize`The home used ${used}:used:; no device is measured.`);
  }
  if (largest && paths.untracked > 0) {
    sentences.push($localize`No device measures ${measure.text(paths.untracked)}:amount:.`);
  }
  if (paths.untracked < 0) {
    sentences.push(
      $localize`The devices say ${measure.text(-paths.untracked)}:amount: more than the home used: ${reasons[paths.reason]}:reason:.`,
    );
  }
  return sentences.join(' ');
}

const reasons: Record<DeficitReason, string> = {
  none: $localize`the meters do not match`,
  source_missing: $localize`a source of energy is not measured`,
  timing_assumed: $localize`the timing of a device is assumed`,
  meters_disagree: $localize`the meters do not match`,
};
