import { CorrectionRequest, Suspect } from '../api/types';

export type CorrectionKind = CorrectionRequest['kind'];

/** What somebody is about to say that a meter amounted to. */
export interface CorrectionDraft {
  readonly channel: string;
  readonly from: number;
  readonly to: number;
  readonly kind: CorrectionKind;
}

/** Where correcting begins for slots that stand out; of a balance nobody knows yet which meter is wrong. */
export function draftFor({ channel, from, to, code }: Suspect): CorrectionDraft {
  return {
    channel: channel ?? '',
    from: Date.parse(from),
    to: Date.parse(to),
    kind: code === 'negative_balance' ? 'unknown' : 'flat',
  };
}
