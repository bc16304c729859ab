import { SankeyLink, SankeyNode, SankeySize, layOut, nodeValue } from './sankey-layout';

const node = (id: string, column: number): SankeyNode => ({ id, label: id, color: id, column });
const size: SankeySize = {
  width: 600,
  height: 300,
  nodeWidth: 10,
  gap: 12,
  rowHeight: 20,
  left: 50,
  right: 90,
};
const nodes = [node('grid', 0), node('solar', 0), node('home', 1), node('car', 2), node('rest', 2)];
const links: SankeyLink[] = [
  { from: 'grid', to: 'home', value: 3 },
  { from: 'solar', to: 'home', value: 7 },
  { from: 'home', to: 'car', value: 4 },
  { from: 'home', to: 'rest', value: 6 },
];

describe('the Sankey layout', () => {
  const picture = layOut(nodes, links, size);
  const find = (id: string) => picture.nodes.find((placed) => placed.id === id);

  it('draws every amount on one scale, and nothing more or less', () => {
    const perUnit = (find('home')?.height ?? 0) / 10;
    expect(perUnit).toBeGreaterThan(0);
    for (const placed of picture.nodes) {
      expect(placed.height).toBeCloseTo(nodeValue(placed.id, links) * perUnit);
    }
    for (const link of picture.links) {
      expect(link.width).toBeCloseTo(link.value * perUnit);
    }
    for (const id of ['grid', 'solar', 'home']) {
      const out = picture.links.filter((link) => link.from === id);
      expect(out.reduce((sum, link) => sum + link.width, 0)).toBeCloseTo(find(id)?.height ?? 0);
    }
  });

  it('keeps nodes of a column apart and within the drawing', () => {
    const byColumn = new Map<number, typeof picture.nodes>();
    for (const placed of picture.nodes) {
      byColumn.set(placed.x, [...(byColumn.get(placed.x) ?? []), placed]);
      expect(placed.y).toBeGreaterThanOrEqual(-1e-9);
      expect(placed.y + placed.height).toBeLessThanOrEqual(size.height + 1e-9);
    }
    for (const column of byColumn.values()) {
      column.slice(1).forEach((placed, index) => {
        const above = column[index];
        expect(placed.y - ((above?.y ?? 0) + (above?.height ?? 0))).toBeGreaterThanOrEqual(
          size.gap - 1e-9,
        );
      });
    }
  });

  it('gives the smallest node the room of its label', () => {
    const small = layOut(
      [...nodes, node('clock', 2), node('router', 2)],
      [
        ...links,
        { from: 'home', to: 'clock', value: 0.01 },
        { from: 'home', to: 'router', value: 0.01 },
      ],
      size,
    );
    const middle = (id: string): number => {
      const placed = small.nodes.find((one) => one.id === id);
      return (placed?.y ?? 0) + (placed?.height ?? 0) / 2;
    };
    expect(middle('router') - middle('clock')).toBeGreaterThanOrEqual(20);
    expect(middle('router')).toBeLessThanOrEqual(size.height - 9.9);
  });

  it('leaves out what has no amount', () => {
    const empty = layOut(
      [...nodes, node('idle', 2)],
      [...links, { from: 'home', to: 'idle', value: 0 }],
      size,
    );
    expect(empty.nodes.map((placed) => placed.id)).not.toContain('idle');
    expect(layOut(nodes, [], size)).toEqual({ nodes: [], links: [] });
  });

  it('colours a ribbon by its source, and behind the home by where it goes', () => {
    expect(picture.links.map((link) => link.color)).toEqual(['grid', 'solar', 'car', 'rest']);
  });

  it('shows a node whose sides differ with the larger one', () => {
    const deficit = layOut(nodes, [...links, { from: 'home', to: 'car', value: 2 }], size);
    expect(deficit.nodes.find((placed) => placed.id === 'home')?.value).toBe(12);
  });
});
