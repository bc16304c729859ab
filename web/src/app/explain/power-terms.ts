import { Channel } from '../api/types';
import { balanceRoles } from '../energy/balance';
import { countedChannels } from '../live/mean-span';
import type { LiveValues } from '../live/live-values';

/** How a power comes about from those of channels. */
export type PowerFormula =
  'home' | 'untracked' | 'grid' | 'battery' | 'solar' | 'generator' | 'channel' | 'phase';

/** A channel in a power, and how it counts there. */
export interface PowerTerm {
  readonly channel: string;
  readonly name: string;
  readonly sign: 1 | -1;
  /** What feeds it now: entities of Home Assistant as a rule. */
  readonly sources: readonly string[];
  /** Whether the source counts energy, so that its power is that between two steps. */
  readonly isCounter: boolean;
}

const rolesOf: Partial<Record<PowerFormula, readonly string[]>> = {
  home: balanceRoles,
  untracked: balanceRoles,
  grid: ['grid_import', 'grid_export'],
  battery: ['battery_discharge', 'battery_charge'],
  solar: ['solar'],
  generator: ['generator'],
};
const negative = new Set(['grid_export', 'battery_charge']);

/** What the power of the home or of a part of its balance is made of, as the server adds it up. */
export function balanceTerms(channels: readonly Channel[], formula: PowerFormula): PowerTerm[] {
  const isHome = formula === 'home' || formula === 'untracked';
  const ofBalance = countedChannels(channels, rolesOf[formula] ?? [])
    // Solar behind a battery's inverter is in what the battery gives.
    .filter((channel) => !isHome || channel.role !== 'solar' || channel.adds_to_ac_balance)
    .map((channel) => termOf(channel, negative.has(channel.role) ? -1 : 1));
  const devices =
    formula === 'untracked'
      ? countedChannels(channels, ['device']).map((channel) => termOf(channel, -1))
      : [];
  return [...ofBalance, ...devices];
}

/** Of one channel, as it is. */
export function channelTerms(channels: readonly Channel[], id: string): PowerTerm[] {
  return channels.filter((channel) => channel.id === id).map((channel) => termOf(channel, 1));
}

/** Of channels that are added up, each with the sign of its role. */
export function signedTerms(channels: readonly Channel[], ids: readonly string[]): PowerTerm[] {
  return channels
    .filter(({ id }) => ids.includes(id))
    .map((channel) => termOf(channel, negative.has(channel.role) ? -1 : 1));
}

/** The sum of what is known of the terms; of the home and of what no device tells not below zero. */
export function powerOf(
  formula: PowerFormula,
  terms: readonly PowerTerm[],
  values: Pick<LiveValues, 'power'>,
): number | null {
  const known = terms.flatMap(({ channel, sign }) => {
    const watts = values.power[channel] ?? null;
    return watts === null ? [] : [sign * watts];
  });
  const sum = known.reduce((all, watts) => all + watts, 0);
  return known.length === 0
    ? null
    : formula === 'home' || formula === 'untracked'
      ? Math.max(0, sum)
      : sum;
}

function termOf(channel: Channel, sign: 1 | -1): PowerTerm {
  const now = channel.bindings.filter((binding) => !binding.valid_to);
  const power = now.filter((binding) => binding.measure === 'power');
  const told = power.length > 0 ? power : now;
  return {
    channel: channel.id,
    name: channel.name,
    sign,
    sources: [...new Set(told.map((binding) => binding.source.id))],
    isCounter: power.length === 0 && now.some((binding) => binding.measure === 'counter'),
  };
}
