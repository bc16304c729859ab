import { Channel, UntrackedEnergy } from '../api/types';
import { SankeyLink, SankeyNode } from '../chart/sankey-layout';
import { figureWords } from '../explain/explain-words';
import { FigurePart } from '../explain/figure';
import { EnergyColumns, flowTotal, sum, valuesOf } from './energy-table';

export interface EnergyPaths {
  readonly nodes: readonly SankeyNode[];
  readonly links: readonly SankeyLink[];
  /** Used by the home. */
  readonly used: number;
  /** Used by no device that is measured; below zero when the devices say more than the home used. */
  readonly untracked: number;
  /** Why it would be below zero. */
  readonly reason: DeficitReason;
  /** What a node's value, or that of a link between two, is made of; over the whole span. */
  figuresOf(node: string): readonly PathFigure[];
  figuresBetween(from: string, to: string): readonly PathFigure[];
}

export type PathFigure = Pick<FigurePart, 'label' | 'sign' | 'figure' | 'channel'>;

export type DeficitReason = UntrackedEnergy['reason'][number];

interface Amount {
  readonly channel: Channel;
  readonly kwh: number;
  readonly parts: readonly Amount[];
}

/** Devices below this share of the home's use are one together, so that the rest can be read. */
const smallest = 0.01;

const column = { source: 0, home: 1, area: 2, device: 3, part: 4 };
const deviceColor = 'var(--energy-device)';
const restColor = 'var(--energy-generator)';

/**
 * Where energy came from and went over the whole span: grid, solar and battery to the home, the grid and the battery;
 * from the home to areas, their devices, and the parts of these. `isNarrow` leaves out areas and parts.
 */
export function energyPaths(
  data: EnergyColumns,
  channels: readonly Channel[],
  isNarrow: boolean,
): EnergyPaths {
  const used = sum(data.home ?? []) ?? 0;
  const devices = amounts(data, channels, null).filter((device) => device.kwh > 0);
  // The server counts only quarter-hours in which the home is known.
  const untracked = data.untracked
    ? difference(sum(data.untracked.kwh) ?? 0, sum(data.untracked.deficit) ?? 0)
    : difference(used, total(devices));
  const paths = new Paths();
  addSources(paths, data, channels);
  addDevices(paths, devices, used, isNarrow);
  if (untracked > 0) {
    paths.node('untracked', untrackedName, restColor, column.device);
    paths.linkPastAreas('untracked', untracked, [
      data.untracked ? plain(untrackedName, 'untracked') : plain(homeName, 'home'),
    ]);
  }
  const reason = data.untracked?.reason.find((one) => one !== 'none') ?? 'none';
  return {
    nodes: paths.nodes,
    links: paths.links,
    used,
    untracked,
    reason,
    figuresOf: (node) => paths.figuresOf(node),
    figuresBetween: (from, to) => paths.figures.get(`${from}|${to}`) ?? [],
  };
}

const untrackedName = $localize`Everything else`;
const homeName = $localize`Used at home`;

function plain(label: string, figure: string): PathFigure {
  return { label, sign: 1, figure };
}

function ofChannel({ id, name }: Channel, sign: 1 | -1 = 1): PathFigure {
  return { label: name, sign, figure: 'channel', channel: id };
}

class Paths {
  readonly nodes: SankeyNode[] = [];
  readonly links: SankeyLink[] = [];
  /** By "from|to". */
  readonly figures = new Map<string, readonly PathFigure[]>();

  node(id: string, label: string, color: string, column: number): void {
    if (!this.nodes.some((known) => known.id === id)) {
      this.nodes.push({ id, label, color, column });
    }
  }

  link(from: string, to: string, value: number, figures: readonly PathFigure[]): void {
    if (value > 0) {
      this.links.push({ from, to, value });
      this.figures.set(`${from}|${to}`, figures);
    }
  }

  /** As its value: of the side that is larger, what comes in or what goes out. */
  figuresOf(node: string): readonly PathFigure[] {
    const onSide = (side: 'from' | 'to'): SankeyLink[] =>
      this.links.filter((link) => link[side] === node);
    const [into, outOf] = [onSide('to'), onSide('from')];
    const isIn = sumOf(into) >= sumOf(outOf);
    if (node === 'home' && isIn) {
      return [plain(homeName, 'home')];
    }
    return (isIn ? into : outOf).flatMap(
      (link) => this.figures.get(`${link.from}|${link.to}`) ?? [],
    );
  }

  /** From the home to a device, beside the areas when there are any. */
  linkPastAreas(to: string, value: number, figures: readonly PathFigure[]): void {
    const device = this.nodes.find((node) => node.id === to);
    if (!device || !this.nodes.some((node) => node.column === column.area)) {
      this.link('home', to, value, figures);
      return;
    }
    const passage = `past ${to}`;
    this.nodes.push({ ...device, id: passage, column: column.area, isPassage: true });
    this.link('home', passage, value, figures);
    this.link(passage, to, value, figures);
    this.figures.set(`home|${to}`, figures);
  }
}

function sumOf(links: readonly SankeyLink[]): number {
  return links.reduce((sum, link) => sum + link.value, 0);
}

function addSources(paths: Paths, data: EnergyColumns, channels: readonly Channel[]): void {
  const hasGenerator = channels.some((channel) => channel.role === 'generator');
  const hasSolar = channels.some((channel) => channel.role === 'solar');
  const made = !hasGenerator
    ? $localize`Solar`
    : hasSolar
      ? $localize`Solar and generator`
      : $localize`Generator`;
  paths.node('solar', made, 'var(--energy-solar)', column.source);
  paths.node('battery', $localize`From battery`, 'var(--energy-discharge)', column.source);
  paths.node('grid', $localize`Imported`, 'var(--energy-import)', column.source);
  paths.node('export', $localize`Exported`, 'var(--energy-export)', column.home);
  paths.node('home', $localize`Home`, 'var(--energy-home)', column.home);
  paths.node('charge', $localize`Into battery`, 'var(--energy-charge)', column.home);
  const targets = { grid: 'export', home: 'home', battery: 'charge' } as const;
  for (const source of ['solar', 'battery', 'grid'] as const) {
    for (const target of ['grid', 'home', 'battery'] as const) {
      const flow = `${source}_to_${target}` as const;
      paths.link(source, targets[target], flowTotal(data, flow), [plain(figureWords[flow], flow)]);
    }
  }
}

function addDevices(
  paths: Paths,
  devices: readonly Amount[],
  used: number,
  isNarrow: boolean,
): void {
  const threshold = Math.max(used, total(devices)) * smallest;
  const large = devices.filter((device) => device.kwh >= threshold);
  const small = devices.filter((device) => device.kwh < threshold);
  const areas = isNarrow ? [] : areasOf(large);
  const inOrder = areas.length > 0 ? areas.flatMap((area) => area.devices) : large;
  for (const area of areas) {
    paths.node(`area ${area.name}`, area.name || elsewhere, deviceColor, column.area);
    paths.link(
      'home',
      `area ${area.name}`,
      total(area.devices),
      area.devices.map((device) => ofChannel(device.channel)),
    );
  }
  for (const device of inOrder) {
    const { id, name } = device.channel;
    paths.node(id, name, deviceColor, column.device);
    paths.link(areas.length > 0 ? `area ${device.channel.area ?? ''}` : 'home', id, device.kwh, [
      ofChannel(device.channel),
    ]);
    if (!isNarrow) {
      addParts(paths, device, threshold);
    }
  }
  if (small.length > 0) {
    paths.node('small', $localize`${small.length}:count: smaller ones`, deviceColor, column.device);
    paths.linkPastAreas(
      'small',
      total(small),
      small.map((device) => ofChannel(device.channel)),
    );
  }
}

/** The parts of a device that are measured by themselves, and what is left of it. */
function addParts(paths: Paths, device: Amount, threshold: number): void {
  const large = device.parts.filter((part) => part.kwh >= threshold);
  if (large.length === 0) {
    return;
  }
  for (const part of large) {
    paths.node(part.channel.id, part.channel.name, deviceColor, column.part);
    paths.link(device.channel.id, part.channel.id, part.kwh, [ofChannel(part.channel)]);
  }
  const rest = difference(device.kwh, total(large));
  if (rest >= threshold) {
    const id = `rest ${device.channel.id}`;
    paths.node(id, $localize`Rest of ${device.channel.name}:device:`, restColor, column.part);
    paths.link(device.channel.id, id, rest, [
      ofChannel(device.channel),
      ...large.map((part) => ofChannel(part.channel, -1)),
    ]);
  }
}

const elsewhere = $localize`No area`;

/** Areas with their devices, the largest first; none when no device has one. */
function areasOf(devices: readonly Amount[]): { name: string; devices: Amount[] }[] {
  const byName = new Map<string, Amount[]>();
  for (const device of devices) {
    const name = device.channel.area ?? '';
    byName.set(name, [...(byName.get(name) ?? []), device]);
  }
  const areas = [...byName].map(([name, members]) => ({ name, devices: members }));
  return areas.some((area) => area.name !== '')
    ? areas.sort((a, b) => total(b.devices) - total(a.devices))
    : [];
}

/** Devices below `whole`, the largest first; those of the home itself when it is null. */
function amounts(
  data: EnergyColumns,
  channels: readonly Channel[],
  whole: string | null,
  depth = 0,
): Amount[] {
  const isDevice = (id: string): boolean =>
    channels.some((channel) => channel.id === id && channel.role === 'device');
  return channels
    .filter((channel) => channel.role === 'device')
    .filter((channel) =>
      whole === null
        ? !channel.included_in || !isDevice(channel.included_in)
        : channel.included_in === whole,
    )
    .map((channel) => ({
      channel,
      kwh: sum(valuesOf(data, channel.id)) ?? 0,
      parts: depth < 8 ? amounts(data, channels, channel.id, depth + 1) : [],
    }))
    .sort((a, b) => b.kwh - a.kwh);
}

/** Exact to the six decimals that amounts come with. */
function difference(whole: number, part: number): number {
  return Math.round((whole - part) * 1e6) / 1e6;
}

function total(of: readonly Amount[]): number {
  return of.reduce((sum, one) => sum + Math.round(one.kwh * 1e6), 0) / 1e6;
}
