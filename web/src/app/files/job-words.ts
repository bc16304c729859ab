import { Job } from './file-types';

/** What a job does now, for people. */
export function stepText(job: Job): string {
  switch (job.step) {
    case 'read':
      return $localize`Reading the file`;
    case 'keep':
      return $localize`Recording`;
    case 'meter':
      return $localize`Working out the quarter-hours`;
    case 'write':
      return $localize`Writing the file`;
    default:
      return $localize`Waiting`;
  }
}

export const kindChoices: readonly { readonly kind: string; readonly label: string }[] = [
  { kind: 'amount', label: $localize`Amount per row` },
  { kind: 'counter', label: $localize`Meter reading` },
  { kind: 'mean_power', label: $localize`Mean power per row` },
  { kind: 'power', label: $localize`Power at that moment` },
  { kind: 'state', label: $localize`State until the next row` },
];
