import { Channel, EnergyFlows } from '../api/types';
import { SankeyLink } from '../chart/sankey-layout';
import { PathFigure, energyPaths } from './energy-paths';
import { EnergyColumns } from './energy-table';

const device = (id: string, more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  role: 'device',
  order: 0,
  adds_to_ac_balance: true,
  adds_to_production: true,
  bindings: [],
  power_origin: 'source',
  ...more,
});
const flows: EnergyFlows = {
  grid_to_home: [2],
  grid_to_battery: [1],
  grid_to_grid: [0],
  solar_to_home: [5],
  solar_to_battery: [2],
  solar_to_grid: [4],
  battery_to_home: [3],
  battery_to_grid: [0],
  battery_to_battery: [0],
};
const data = (kwh: Record<string, number>): EnergyColumns => ({
  t: ['2026-11-30T00:00:00Z'],
  t_end: ['2026-12-01T00:00:00Z'],
  home: [10],
  flows,
  channels: Object.fromEntries(Object.entries(kwh).map(([id, value]) => [id, { kwh: [value] }])),
  quality: { covered: [1], estimated: [0], coarse: [0], faulty: [0], cuts_hour: [] },
});
const into = (links: readonly SankeyLink[], id: string): number =>
  links.filter((link) => link.to === id).reduce((sum, link) => sum + link.value, 0);
const outOf = (links: readonly SankeyLink[], id: string): number =>
  links.filter((link) => link.from === id).reduce((sum, link) => sum + link.value, 0);

describe('energyPaths', () => {
  it('brings into the home what leaves it: devices and everything else', () => {
    const { links, untracked } = energyPaths(
      data({ car: 6, oven: 1 }),
      [device('car'), device('oven')],
      false,
    );
    expect(into(links, 'home')).toBe(10);
    expect(outOf(links, 'home')).toBe(10);
    expect(untracked).toBe(3);
    expect(into(links, 'export')).toBe(4);
    expect(into(links, 'charge')).toBe(3);
    expect(outOf(links, 'solar')).toBe(11);
  });

  it('goes through areas when there are any, and says which have none', () => {
    const channels = [
      device('car', { area: 'Garage' }),
      device('oven', { area: 'Kitchen' }),
      device('tv'),
    ];
    const { nodes, links } = energyPaths(data({ car: 5, oven: 2, tv: 1 }), channels, false);
    const areas = nodes.filter((node) => node.column === 2 && !node.isPassage);
    expect(areas.map((node) => node.label)).toEqual(['Garage', 'Kitchen', 'No area']);
    expect(into(links, 'area Garage')).toBe(5);
    expect(outOf(links, 'area Garage')).toBe(5);
    expect(into(links, 'untracked')).toBe(2);
    expect(into(links, 'past untracked')).toBe(2);
    expect(outOf(links, 'home')).toBe(10);
    expect(
      energyPaths(data({ car: 5 }), channels, true).nodes.some((node) => node.column === 2),
    ).toBe(false);
  });

  it('shows parts under their whole, with what is left of it, and counts them once', () => {
    const channels = [
      device('pump'),
      device('compressor', { included_in: 'pump' }),
      device('heater', { included_in: 'pump' }),
    ];
    const { links, untracked } = energyPaths(
      data({ pump: 6, compressor: 4, heater: 1 }),
      channels,
      false,
    );
    expect(outOf(links, 'home')).toBe(10);
    expect(untracked).toBe(4);
    expect(outOf(links, 'pump')).toBe(6);
    expect(into(links, 'rest pump')).toBe(1);
  });

  it('puts the smallest together', () => {
    const channels = [device('car'), device('clock'), device('router')];
    const { nodes, links } = energyPaths(
      data({ car: 6, clock: 0.01, router: 0.05 }),
      channels,
      false,
    );
    expect(nodes.find((node) => node.id === 'small')?.label).toBe('2 smaller ones');
    expect(into(links, 'small')).toBeCloseTo(0.06);
  });

  it('tells when the devices say more than the home used', () => {
    const { untracked, nodes } = energyPaths(data({ car: 11.5 }), [device('car')], false);
    expect(untracked).toBe(-1.5);
    expect(nodes.some((node) => node.id === 'untracked')).toBe(false);
  });

  it('takes the deficit and its reason from the server', () => {
    const { untracked, reason } = energyPaths(
      { ...data({ car: 11 }), untracked: { kwh: [0], deficit: [0.5], reason: ['timing_assumed'] } },
      [device('car')],
      false,
    );
    expect([untracked, reason]).toEqual([-0.5, 'timing_assumed']);
  });

  it('ends with channels that claim to be part of each other', () => {
    const channels = [device('a', { included_in: 'b' }), device('b', { included_in: 'a' })];
    expect(energyPaths(data({ a: 1, b: 1 }), channels, false).untracked).toBe(10);
  });

  it('tells what each node and ribbon is made of', () => {
    const channels = [
      device('car', { area: 'Garage' }),
      device('oven', { area: 'Kitchen' }),
      device('heater', { included_in: 'oven', area: 'Kitchen' }),
    ];
    const paths = energyPaths(data({ car: 5, oven: 4, heater: 1 }), channels, false);
    const names = (figures: readonly PathFigure[]): string[] =>
      figures.map(({ sign, figure, channel }) => `${sign > 0 ? '+' : '-'}${channel ?? figure}`);
    expect(names(paths.figuresOf('home'))).toEqual(['+home']);
    expect(names(paths.figuresOf('area Garage'))).toEqual(['+car']);
    expect(names(paths.figuresBetween('home', 'area Kitchen'))).toEqual(['+oven']);
    expect(names(paths.figuresBetween('oven', 'rest oven'))).toEqual(['+oven', '-heater']);
    expect(names(paths.figuresBetween('home', 'nowhere'))).toEqual([]);
  });
});
