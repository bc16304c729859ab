import { Measure } from '../energy/measure';
import { Untracked, UntrackedReason } from './device-usage';

const most = 3;

/** One sentence for each reason, with what to do about it. */
export function untrackedSentences(untracked: Untracked, measure: Measure): string[] {
  const excess = measure.text(untracked.excess);
  const sentences: Record<UntrackedReason, () => string> = {
    source_missing: () =>
      $localize`The devices say ${excess}:energy: more than the home used: a source of energy is not measured. Its channel may be missing.`,
    timing_assumed: () =>
      $localize`The devices say ${excess}:energy: more than the home used: one of them counts coarsely or was silent, so when it used its energy is assumed. Over a longer time it evens out.`,
    meters_disagree: () =>
      $localize`The devices say ${excess}:energy: more than the home used: the meters do not match. One device may be a part of another, which its channel would have to say.`,
    parts: () =>
      $localize`The parts of ${names(untracked.crowded)}:devices: say more than the whole. Their meters may not be in step, or a part is not connected behind it.`,
    partly_known: () =>
      $localize`Less than nine tenths of this time is known, so what is missing may be anything.`,
    silent_devices: () =>
      $localize`Nothing is known of ${names(untracked.silent)}:devices: in this time; what they used is in here.`,
    large: () =>
      $localize`More than half is measured by no device: heating, cooking and lights often are. A plug that measures at the largest of them tells most.`,
  };
  return untracked.reasons.map((reason) => sentences[reason]());
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, most).join(', ');
  return all.length > most
    ? $localize`${shown}:names: and ${all.length - most}:count: more`
    : shown;
}
