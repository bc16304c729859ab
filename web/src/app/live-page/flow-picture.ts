import { Channel } from '../api/types';
import { Flow, FlowNode } from '../chart/energy-flow';
import { FlowNodeId } from '../chart/flow-layout';
import { wholeChannels } from '../energy/balance';
import type { PowerNow } from '../explain/figure';
import { balanceTerms } from '../explain/power-terms';
import { isKnown, kilowatts, percent, written } from '../energy/units';
import { Freshness, freshness } from '../live/freshness';
import { LiveValues } from '../live/live-values';
import { countedChannels, longestMean, meanText } from '../live/mean-span';

/** The text and numbers of the energy flow drawing, made from live values. Pure. */
export interface FlowContext {
  readonly values: LiveValues;
  readonly channels: readonly Channel[];
  readonly now: number;
  readonly isConnected: boolean;
  readonly locale: string;
  readonly ageText: (at: number | null, freshness: Freshness) => string;
}

const colors = {
  solar: 'var(--energy-solar)',
  import: 'var(--energy-import)',
  export: 'var(--energy-export)',
  charge: 'var(--energy-charge)',
  discharge: 'var(--energy-discharge)',
  generator: 'var(--energy-generator)',
  home: 'var(--energy-home)',
};

const roles: Record<Exclude<FlowNodeId, 'home'>, string[]> = {
  grid: ['grid_import', 'grid_export'],
  solar: ['solar'],
  generator: ['generator'],
  battery: ['battery_discharge', 'battery_charge'],
};

export function flowNodes(context: FlowContext): FlowNode[] {
  const { values, channels, locale } = context;
  const balance = values.balance;
  const present = (Object.keys(roles) as Exclude<FlowNodeId, 'home'>[]).filter((node) =>
    roles[node].some((role) => wholeChannels(channels, role).length > 0),
  );
  const nodes: FlowNode[] = present.map((id) => {
    const watts = balance?.[id] ?? null;
    const members = countedChannels(channels, roles[id]);
    const mean = longestMean(values, members);
    const { trust, at } = trustIn(context, members, watts);
    return {
      id,
      icon: id,
      name: names[id],
      ...kilowatts(watts === null ? null : Math.abs(watts), locale),
      note: mean !== null && watts !== null ? meanText(mean, locale) : noteFor(id, watts, context),
      age: context.ageText(at, trust),
      color: colorFor(id, watts),
      isMean: mean !== null,
      isStale: trust === 'stale' || trust === 'unknown',
      source: sourceOf(id, watts, context),
    };
  });
  const parts = present.flatMap((id) => countedChannels(channels, roles[id]));
  const mean = longestMean(values, parts);
  const { trust, at } = trustIn(context, parts, balance?.home ?? null);
  nodes.push({
    id: 'home',
    icon: 'home',
    name: names.home,
    ...kilowatts(balance?.home, locale),
    note: mean !== null && isKnown(balance?.home) ? meanText(mean, locale) : $localize`using`,
    age: context.ageText(at, trust),
    color: colors.home,
    isMean: mean !== null,
    isStale: trust === 'stale' || trust === 'unknown',
    source: sourceOf('home', balance?.home, context),
  });
  return nodes;
}

function sourceOf(
  id: FlowNodeId,
  watts: number | null | undefined,
  context: FlowContext,
): PowerNow | null {
  const { values, channels, locale } = context;
  const levels = id === 'battery' ? levelChannels(context).map(({ name }) => name) : [];
  const level = levels.length > 0 ? chargeLevel(context) : null;
  const remark =
    level === null
      ? null
      : $localize`The charge level, ${written(percent(level, locale))}:level:, is what ${levels.join(', ')}:channels: says.`;
  return isKnown(watts)
    ? {
        kind: 'now',
        formula: id,
        terms: balanceTerms(channels, id),
        values,
        ...(remark === null ? {} : { remark }),
      }
    : null;
}

/** Every flow the home could have, also at rest, so that the drawing keeps its lines. */
export function flowLines(values: LiveValues, nodes: readonly FlowNode[]): Flow[] {
  const has = (id: FlowNodeId): boolean => nodes.some((node) => node.id === id);
  const flows = values.balance?.flows ?? {};
  const possible: { key: string; from: FlowNodeId; to: FlowNodeId; color: string }[] = [
    { key: 'solar_to_home', from: 'solar', to: 'home', color: colors.solar },
    { key: 'solar_to_battery', from: 'solar', to: 'battery', color: colors.charge },
    { key: 'solar_to_grid', from: 'solar', to: 'grid', color: colors.export },
    { key: 'grid_to_home', from: 'grid', to: 'home', color: colors.import },
    { key: 'grid_to_battery', from: 'grid', to: 'battery', color: colors.charge },
    { key: 'battery_to_home', from: 'battery', to: 'home', color: colors.discharge },
    { key: 'battery_to_grid', from: 'battery', to: 'grid', color: colors.export },
    { key: 'generator_to_home', from: 'generator', to: 'home', color: colors.generator },
  ];
  return possible
    .filter(({ from, to }) => has(from) && has(to))
    .map(({ key, from, to, color }) => ({ from, to, color, watts: flows[key] ?? 0 }));
}

/** The drawing as one sentence. */
export function flowSentence(
  values: LiveValues,
  nodes: readonly FlowNode[],
  locale: string,
): string {
  const balance = values.balance;
  if (!isKnown(balance?.home)) {
    return $localize`What the home uses right now is not known.`;
  }
  const home = nodes.find((node) => node.id === 'home');
  const used = written(kilowatts(balance.home, locale));
  const parts = [
    home?.isMean
      ? $localize`The home uses ${used}:power:, ${home.note}:mean:.`
      : $localize`The home uses ${used}:power:.`,
  ];
  for (const node of nodes) {
    if (node.id !== 'home' && isKnown(balance[node.id])) {
      parts.push(`${node.name}: ${node.digits} ${node.unit}${node.note ? `, ${node.note}` : ''}.`);
    }
  }
  return parts.join(' ');
}

function trustIn(
  context: FlowContext,
  members: readonly Channel[],
  watts: number | null,
): { trust: Freshness; at: number | null } {
  const { values, now, isConnected } = context;
  const read = members
    .map((channel) => ({
      at: Date.parse(values.age[channel.id] ?? ''),
      kind: values.kind[channel.id],
    }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => b.at - a.at)[0];
  const at = read?.at ?? null;
  return { at, trust: freshness({ watts, at, kind: read?.kind }, now, isConnected) };
}

function noteFor(id: FlowNodeId, watts: number | null, context: FlowContext): string {
  if (watts === null) {
    return '';
  }
  if (id === 'grid') {
    return Math.abs(watts) < 5
      ? $localize`at rest`
      : watts > 0
        ? $localize`importing`
        : $localize`exporting`;
  }
  if (id === 'battery') {
    const level = chargeLevel(context);
    const what =
      Math.abs(watts) < 5
        ? $localize`at rest`
        : watts > 0
          ? $localize`discharging`
          : $localize`charging`;
    return level === null ? what : `${written(percent(level, context.locale))} · ${what}`;
  }
  return watts < 5 ? $localize`at rest` : $localize`producing`;
}

function levelChannels({ values, channels }: FlowContext): Channel[] {
  return channels.filter(
    ({ id, role }) => role === 'battery_soc' && isKnown(values.state[id] ?? null),
  );
}

function chargeLevel(context: FlowContext): number | null {
  const levels = levelChannels(context).map(({ id }) => context.values.state[id] ?? 0);
  return levels.length > 0 ? levels.reduce((sum, level) => sum + level, 0) / levels.length : null;
}

function colorFor(id: FlowNodeId, watts: number | null): string {
  const isNegative = (watts ?? 0) < 0;
  switch (id) {
    case 'grid':
      return isNegative ? colors.export : colors.import;
    case 'battery':
      return isNegative ? colors.charge : colors.discharge;
    default:
      return colors[id];
  }
}

const names: Record<FlowNodeId, string> = {
  grid: $localize`Grid`,
  solar: $localize`Solar`,
  generator: $localize`Generator`,
  battery: $localize`Battery`,
  home: $localize`Home`,
};
