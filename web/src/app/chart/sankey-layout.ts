/** What an energy flow drawing is made of: nodes in columns, and the amounts between them. */
export interface SankeyNode {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  /** Column, from 0. */
  readonly column: number;
  /** Only keeps the room of a ribbon that goes on to a further column. */
  readonly isPassage?: boolean;
}

export interface SankeyLink {
  readonly from: string;
  readonly to: string;
  readonly value: number;
}

export interface PlacedNode extends SankeyNode {
  readonly value: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface PlacedLink extends SankeyLink {
  readonly color: string;
  readonly width: number;
  /** The middle line of the ribbon. */
  readonly path: string;
}

export interface SankeySize {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly gap: number;
  /** Every node takes at least this much height, so that its label can be read. */
  readonly rowHeight: number;
  /** Room at the left and the right edge, for labels. */
  readonly left: number;
  readonly right: number;
}

export interface SankeyPicture {
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
}

/** What a node passes on: the larger of what comes in and what goes out. */
export function nodeValue(id: string, links: readonly SankeyLink[]): number {
  const total = (side: 'from' | 'to'): number =>
    links.reduce((sum, link) => sum + (link[side] === id ? link.value : 0), 0);
  return Math.max(total('from'), total('to'));
}

/**
 * Places nodes and links: columns at even distances, one scale for all, nodes in the order given, and links in the
 * order of the nodes at their other end, so that ribbons of one node do not cross each other. Links without an amount
 * and nodes without links are left out.
 */
export function layOut(
  nodes: readonly SankeyNode[],
  links: readonly SankeyLink[],
  size: SankeySize,
): SankeyPicture {
  const flowing = links.filter((link) => link.value > 0);
  const valued = nodes
    .map((node) => ({ ...node, value: nodeValue(node.id, flowing) }))
    .filter((node) => node.value > 0);
  const columns = [...new Set(valued.map((node) => node.column))].sort((a, b) => a - b);
  const inColumn = columns.map((column) => valued.filter((node) => node.column === column));
  const scale = Math.min(...inColumn.map((column) => scaleOf(column, size)));
  const room = size.width - size.left - size.right - size.nodeWidth;
  const placed = new Map<string, PlacedNode>();
  inColumn.forEach((column, index) => {
    const rows = column.map((node) => Math.max(node.value * scale, size.rowHeight));
    const free = size.height - rows.reduce((sum, row) => sum + row, 0);
    const gap = column.length > 1 ? Math.min(free / (column.length - 1), size.gap * 2) : 0;
    let y = (free - gap * (column.length - 1)) / 2;
    column.forEach((node, row) => {
      const x = size.left + (columns.length > 1 ? (room * index) / (columns.length - 1) : 0);
      const taken = rows[row] ?? 0;
      const height = node.value * scale;
      placed.set(node.id, { ...node, x, y: y + (taken - height) / 2, height });
      y += taken + gap;
    });
  });
  return { nodes: [...placed.values()], links: placeLinks(flowing, placed, scale, size) };
}

/** Pixels per unit at which a column just fits. Rows of little nodes do not grow with it, so it is searched for. */
function scaleOf(column: readonly { readonly value: number }[], size: SankeySize): number {
  const room = size.height - size.gap * (column.length - 1);
  const heightAt = (scale: number): number =>
    column.reduce((sum, node) => sum + Math.max(node.value * scale, size.rowHeight), 0);
  let low = 0;
  let high = room / column.reduce((sum, node) => sum + node.value, 0);
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (heightAt(middle) <= room) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

function placeLinks(
  links: readonly SankeyLink[],
  placed: ReadonlyMap<string, PlacedNode>,
  scale: number,
  size: SankeySize,
): PlacedLink[] {
  const yOf = (id: string): number => placed.get(id)?.y ?? 0;
  const starts = offsets(links, 'from', (link) => yOf(link.to), scale);
  const ends = offsets(links, 'to', (link) => yOf(link.from), scale);
  return links.flatMap((link) => {
    const source = placed.get(link.from);
    const target = placed.get(link.to);
    if (!source || !target) {
      return [];
    }
    const width = link.value * scale;
    const x0 = source.x + size.nodeWidth;
    const x1 = target.x;
    const y0 = source.y + (starts.get(link) ?? 0) + width / 2;
    const y1 = target.y + (ends.get(link) ?? 0) + width / 2;
    const middle = (x0 + x1) / 2;
    const color = source.column === 0 ? source.color : target.color;
    const path = `M${r(x0)} ${r(y0)}C${r(middle)} ${r(y0)} ${r(middle)} ${r(y1)} ${r(x1)} ${r(y1)}`;
    return [{ ...link, color, width, path }];
  });
}

/** How far below the top of its node each link begins. */
function offsets(
  links: readonly SankeyLink[],
  side: 'from' | 'to',
  order: (link: SankeyLink) => number,
  scale: number,
): Map<SankeyLink, number> {
  const offset = new Map<SankeyLink, number>();
  const used = new Map<string, number>();
  for (const link of [...links].sort((a, b) => order(a) - order(b))) {
    const before = used.get(link[side]) ?? 0;
    offset.set(link, before);
    used.set(link[side], before + link.value * scale);
  }
  return offset;
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
