import { ChannelList, ImportSeries, ProblemField, SeriesProposal } from './file-types';

/** One series of a file, and what a person wants of it. */
export interface ImportDraft {
  readonly series: string;
  readonly name: string;
  readonly examples: readonly string[];
  readonly isUsed: boolean;
  readonly kind: SeriesProposal['kind'];
  readonly unit: string;
  /** The id of a channel; empty: a new one. */
  readonly channel: string;
  readonly newName: string;
  readonly newRole: SeriesProposal['role'];
  /** Whose word counts of what is known otherwise. */
  readonly right: ImportRight;
}

export type ImportRight = NonNullable<ImportSeries['right']>;

/** Whether the file's word can count: of what a channel that exists amounted to. */
export function mayBeRight({ channel, kind }: ImportDraft): boolean {
  return channel !== '' && (kind === 'amount' || kind === 'mean_power');
}

/** What can be imported: units that channels have, by what they measure. */
export const importUnits: readonly string[] = [
  'kWh',
  'Wh',
  'MWh',
  'W',
  'kW',
  'm³',
  'L',
  'ft³',
  'gal',
  'GJ',
  'MJ',
  '%',
  '°C',
  'g/kWh',
];

/** The units to choose from, with one that the file has beyond them. */
export function unitsFor(draft: ImportDraft): readonly string[] {
  return draft.unit === '' || importUnits.includes(draft.unit)
    ? importUnits
    : [draft.unit, ...importUnits];
}

/** Every series as it is proposed; one without a unit waits for a person. */
export function draftsOf(series: readonly SeriesProposal[]): ImportDraft[] {
  return series.map((each) => ({
    series: each.series,
    name: each.name,
    examples: each.examples,
    isUsed: each.unit !== '' && each.values > 0,
    kind: each.kind,
    unit: each.unit,
    channel: each.channel ?? '',
    newName: each.name.slice(0, 120),
    newRole: each.role,
    right: 'known',
  }));
}

export function usedOf(drafts: readonly ImportDraft[]): ImportDraft[] {
  return drafts.filter((draft) => draft.isUsed);
}

export function requestOf(drafts: readonly ImportDraft[]): ImportSeries[] {
  return usedOf(drafts).map((draft) => ({
    series: draft.series,
    kind: draft.kind,
    unit: draft.unit,
    ...(draft.channel === ''
      ? { new_channel: { name: draft.newName.trim(), role: draft.newRole } }
      : { channel: draft.channel }),
    ...(mayBeRight(draft) && draft.right === 'file' ? { right: draft.right } : {}),
  }));
}

/** What the server says is wrong, by the series of the request it speaks of. */
export function faultsBySeries(
  drafts: readonly ImportDraft[],
  fields: readonly ProblemField[],
): Map<string, string> {
  const used = usedOf(drafts);
  const faults = new Map<string, string>();
  for (const { pointer, detail } of fields) {
    const place = /^\/series\/(\d+)\/(\w+)/.exec(pointer ?? '');
    const draft = place ? used[Number(place[1])] : undefined;
    if (draft && place) {
      const before = faults.get(draft.series);
      const said = `${place[2]} ${detail}`;
      faults.set(draft.series, before ? `${before}; ${said}` : said);
    }
  }
  return faults;
}

/** The channels that a series may go to. */
export function targetsOf(channels: ChannelList): { id: string; name: string }[] {
  return channels.items.map(({ id, name }) => ({ id, name }));
}
