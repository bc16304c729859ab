/** Where the nodes of the energy flow stand and how the lines between them run. Pure geometry, no colours, no text. */
export type FlowNodeId = 'grid' | 'solar' | 'generator' | 'battery' | 'home';

export interface FlowPoint {
  readonly x: number;
  readonly y: number;
}

export interface FlowShape {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly nodes: Readonly<Partial<Record<FlowNodeId, FlowPoint>>>;
}

/** A cross with home at the right: sources above and below the line from the grid. Missing nodes leave no hole. */
export function flowShape(present: readonly FlowNodeId[], isNarrow: boolean): FlowShape {
  const has = (id: FlowNodeId): boolean => present.includes(id);
  const radius = isNarrow ? 47 : 62;
  const width = isNarrow ? 340 : 640;
  const middle = width / 2;
  const hasTop = has('solar') || has('generator');
  const hasBottom = has('battery');
  const reach = isNarrow ? 138 : 150;
  const margin = radius + 6;
  const label = isNarrow ? 42 : 46;
  const line = margin + (hasTop ? reach + label : 0);
  const height = line + (hasBottom ? reach : 0) + margin + label;
  const isTopShared = has('solar') && has('generator');
  const spread = isTopShared ? radius + (isNarrow ? 4 : 24) : 0;
  const edge = isNarrow ? radius + 4 : radius + 40;
  const nodes: Partial<Record<FlowNodeId, FlowPoint>> = {};
  if (has('grid')) {
    nodes.grid = { x: edge, y: line };
  }
  if (has('home')) {
    nodes.home = { x: width - edge, y: line };
  }
  if (has('solar')) {
    nodes.solar = { x: middle + spread, y: line - reach };
  }
  if (has('generator')) {
    nodes.generator = { x: middle - spread, y: line - reach };
  }
  if (has('battery')) {
    nodes.battery = { x: middle, y: line + reach };
  }
  return { width, height, radius, nodes };
}

/** The line of a flow, from rim to rim: straight where the nodes face each other, else bent through the centre. */
export function flowPath(shape: FlowShape, from: FlowNodeId, to: FlowNodeId): string | null {
  const start = shape.nodes[from];
  const end = shape.nodes[to];
  if (!start || !end) {
    return null;
  }
  const gap = shape.radius + 2;
  if (start.y === end.y) {
    const direction = Math.sign(end.x - start.x);
    return `M${start.x + direction * gap} ${start.y}H${end.x - direction * gap}`;
  }
  if (start.x === end.x) {
    const direction = Math.sign(end.y - start.y);
    return `M${start.x} ${start.y + direction * gap}V${end.y - direction * gap}`;
  }
  // A vertical node is left straight up or down, a horizontal one sideways; the corner is rounded by one curve.
  const isStartOnLine = from === 'grid' || from === 'home';
  const onLine = isStartOnLine ? start : end;
  const off = isStartOnLine ? end : start;
  const side = Math.sign(off.x - onLine.x);
  const height = Math.sign(off.y - onLine.y);
  // Lines to the left and right of a vertical node leave it side by side, never on top of each other.
  const lane = -side * 12;
  const rim = Math.sqrt(gap * gap - lane * lane);
  const lineLane = height * 12;
  const lineRim = Math.sqrt(gap * gap - lineLane * lineLane);
  const offPoint = { x: off.x + lane, y: off.y - height * rim };
  const linePoint = { x: onLine.x + side * lineRim, y: onLine.y + lineLane };
  const corner = { x: offPoint.x, y: linePoint.y };
  const bend = Math.min(56, Math.abs(corner.y - offPoint.y), Math.abs(corner.x - linePoint.x));
  const beforeCorner = { x: corner.x, y: corner.y + height * bend };
  const afterCorner = { x: corner.x - side * bend, y: corner.y };
  return isStartOnLine
    ? `M${linePoint.x} ${linePoint.y}H${afterCorner.x}Q${corner.x} ${corner.y} ${beforeCorner.x} ${beforeCorner.y}V${offPoint.y}`
    : `M${offPoint.x} ${offPoint.y}V${beforeCorner.y}Q${corner.x} ${corner.y} ${afterCorner.x} ${afterCorner.y}H${linePoint.x}`;
}

/** Line width in drawing units: grows with the root of the power, so that 100 W stays visible beside 10 kW. */
export function flowWidth(watts: number): number {
  return Math.min(16, 2 + Math.sqrt(Math.max(0, watts)) / 6);
}

/** Speed class of the moving dots: few steps, so that small changes do not restart the motion. */
export function flowSpeed(watts: number): 1 | 2 | 3 | 4 {
  return watts < 150 ? 1 : watts < 800 ? 2 : watts < 3000 ? 3 : 4;
}

/** Shares of one whole as arcs of a ring, clockwise from the top. */
export function ringArcs(
  parts: readonly number[],
  radius: number,
): { offset: number; length: number }[] {
  const whole = parts.reduce((sum, part) => sum + Math.max(0, part), 0);
  const round = 2 * Math.PI * radius;
  let passed = 0;
  return parts.map((part) => {
    const length = whole > 0 ? (Math.max(0, part) / whole) * round : 0;
    const arc = { offset: -passed, length };
    passed += length;
    return arc;
  });
}
