import { AuditEntry } from '../api/types';

/** What somebody asked for, in words. */
export function trailText({ action, subject_name: name }: AuditEntry): string {
  const words: Record<AuditEntry['action'], string> = {
    switch_on: $localize`Switched ${name}:device: on`,
    switch_off: $localize`Switched ${name}:device: off`,
    correct: $localize`Corrected ${name}:channel:`,
    undo_correction: $localize`Undid a correction of ${name}:channel:`,
    replace_meter: $localize`Replaced the meter of ${name}:channel:`,
    decide: $localize`Decided what the counter of ${name}:channel: did`,
    undo_decision: $localize`Undid a decision about the counter of ${name}:channel:`,
  };
  return words[action];
}
