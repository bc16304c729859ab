import { ProblemField } from '../api/problem';
import {
  BindingInput,
  Candidate,
  Channel,
  ChannelEdit,
  PowerSource,
  Proposal,
  Source,
} from '../api/types';
import { proposalSentence } from './discovery-words';
import { MeterTime, meterTimes } from './meter-times';

/** A channel while it is being decided about: used or left out, and everything an admin may change. */
export interface ChannelDraft {
  readonly key: string;
  readonly id: string | null;
  readonly isUsed: boolean;
  readonly name: string;
  readonly role: Channel['role'];
  readonly kind: NonNullable<Channel['kind']> | '';
  readonly includedIn: string;
  readonly register: string;
  readonly phase: string;
  readonly area: string;
  readonly device: string;
  /** Of solar: what its panels give at most, in kWp. */
  readonly peak: number | null;
  readonly source: Source;
  readonly measure: Proposal['measure'];
  readonly sign: PowerSource['sign'];
  readonly invert: boolean;
  readonly unit: string;
  readonly power: PowerSource | null;
  readonly why: string;
  /** The meters that it was read from before, and the present one where its first reading is known. */
  readonly meters: readonly MeterTime[];
  /** Set elsewhere, carried along: whether it counts in the home's balance and in its production. */
  readonly counts: { readonly adds_to_ac_balance?: boolean; readonly adds_to_production?: boolean };
}

export function draftFromProposal(proposal: Proposal): ChannelDraft {
  return {
    key: proposal.key,
    id: null,
    isUsed: true,
    name: proposal.name,
    role: proposal.role,
    kind: proposal.kind ?? '',
    includedIn: proposal.included_in ?? '',
    register: proposal.register ?? '',
    phase: proposal.phase ?? '',
    area: proposal.area ?? '',
    device: proposal.device_entity ?? '',
    peak: null,
    source: proposal.source,
    measure: proposal.measure,
    sign: proposal.sign,
    invert: proposal.invert,
    unit: proposal.unit,
    power: proposal.power_source ?? null,
    why: proposalSentence(proposal),
    meters: [],
    counts: {},
  };
}

/** An existing channel; a second binding that measures power is shown as its power source. */
export function draftFromChannel(channel: Channel): ChannelDraft | null {
  const open = channel.bindings.filter((binding) => !binding.valid_to);
  const main = open.find((binding) => binding.measure !== 'power') ?? open[0];
  if (!main) {
    return null;
  }
  const power = open.find((binding) => binding.measure === 'power' && binding !== main);
  return {
    key: channel.id,
    id: channel.id,
    isUsed: true,
    name: channel.name,
    role: channel.role,
    kind: channel.kind ?? '',
    includedIn: channel.included_in ?? '',
    register: channel.register ?? '',
    phase: channel.phase ?? '',
    area: channel.area ?? '',
    device: channel.device ?? '',
    peak: channel.peak ?? null,
    source: main.source,
    measure: main.measure,
    sign: main.sign,
    invert: main.invert,
    unit: '',
    power: power ? { id: power.source.id, sign: power.sign, invert: power.invert } : null,
    why: '',
    meters: meterTimes(channel.bindings),
    counts: {
      adds_to_ac_balance: channel.adds_to_ac_balance,
      adds_to_production: channel.adds_to_production,
    },
  };
}

export function draftFromCandidate(candidate: Candidate): ChannelDraft {
  return {
    key: candidate.entity_id,
    id: null,
    isUsed: true,
    name: candidate.name,
    role: candidate.suggested_role ?? 'device',
    kind: (candidate.suggested_role ?? 'device') === 'device' ? 'appliance' : '',
    includedIn: '',
    register: '',
    phase: '',
    area: candidate.area ?? '',
    device: '',
    peak: null,
    source: { type: 'entity', id: candidate.entity_id },
    measure: candidate.measure,
    sign: 'positive',
    invert: false,
    unit: candidate.unit,
    power: null,
    why: '',
    meters: [],
    counts: {},
  };
}

/** The draft with the meter that its channel has now; what else is being decided stays. */
export function withMeterOf(draft: ChannelDraft, channel: Channel): ChannelDraft {
  const fresh = draftFromChannel(channel);
  return fresh ? { ...draft, source: fresh.source, meters: fresh.meters } : draft;
}

/** What exists, plus what was found and is not in use yet. New finds are used at once only in a home without channels. */
export function mergeProposals(
  existing: readonly ChannelDraft[],
  found: readonly ChannelDraft[],
): ChannelDraft[] {
  const taken = new Set(existing.map(sourceKey));
  const fresh = found.filter((draft) => !taken.has(sourceKey(draft)));
  return [...existing, ...fresh.map((draft) => ({ ...draft, isUsed: existing.length === 0 }))];
}

function sourceKey(draft: ChannelDraft): string {
  return `${draft.source.type} ${draft.source.id} ${draft.sign}`;
}

/** The body of the request that replaces the channels. A whole that is left out leaves its parts on their own. */
export function editsFrom(drafts: readonly ChannelDraft[]): ChannelEdit[] {
  const used = drafts.filter((draft) => draft.isUsed);
  const keys = new Set(used.map((draft) => draft.key));
  return used.map((draft) => ({
    ...(draft.id === null ? { key: draft.key } : { id: draft.id }),
    name: draft.name.trim(),
    role: draft.role,
    ...(draft.role === 'device' ? { kind: draft.kind || 'appliance' } : {}),
    ...(keys.has(draft.includedIn) ? { included_in: draft.includedIn } : {}),
    ...given('register', draft.register),
    ...given('phase', draft.phase),
    ...given('area', draft.area),
    ...given('device', draft.device),
    ...draft.counts,
    ...(draft.role === 'solar' && draft.peak !== null ? { peak: draft.peak } : {}),
    bindings: bindingsFrom(draft),
  }));
}

function bindingsFrom(draft: ChannelDraft): BindingInput[] {
  const main: BindingInput = {
    source: draft.source,
    measure: draft.measure,
    sign: draft.sign,
    invert: draft.invert,
  };
  return draft.power
    ? [
        main,
        {
          source: { type: 'entity', id: draft.power.id },
          measure: 'power',
          sign: draft.power.sign,
          invert: draft.power.invert,
        },
      ]
    : [main];
}

function given<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value.trim() === '' ? {} : ({ [key]: value.trim() } as Record<K, string>);
}

/** Messages of the server per draft, by the place in the list that its pointers name. */
export function errorsByKey(
  drafts: readonly ChannelDraft[],
  fields: readonly ProblemField[],
): Map<string, string> {
  const used = drafts.filter((draft) => draft.isUsed);
  const errors = new Map<string, string>();
  for (const field of fields) {
    const index = /^\/items\/(\d+)/.exec(field.pointer)?.[1];
    const draft = index === undefined ? undefined : used[Number(index)];
    if (draft) {
      errors.set(
        draft.key,
        errors.has(draft.key) ? `${errors.get(draft.key)} ${field.detail}` : field.detail,
      );
    }
  }
  return errors;
}
