import { FlowNodeId, flowPath, flowShape, flowWidth, ringArcs } from './flow-layout';

describe('flowShape', () => {
  it('places only the nodes the home has', () => {
    expect(Object.keys(flowShape(['grid', 'home'], false).nodes)).toEqual(['grid', 'home']);
  });

  it('takes no room for a missing sun or battery', () => {
    const bare = flowShape(['grid', 'home'], false);
    const full = flowShape(['grid', 'home', 'solar', 'battery'], false);
    expect(bare.height).toBeLessThan(full.height / 2);
  });

  it.each([true, false])('keeps every node inside the drawing (narrow: %s)', (isNarrow) => {
    const all: FlowNodeId[] = ['grid', 'home', 'solar', 'generator', 'battery'];
    const shape = flowShape(all, isNarrow);
    for (const node of Object.values(shape.nodes)) {
      expect(node.x - shape.radius).toBeGreaterThanOrEqual(0);
      expect(node.x + shape.radius).toBeLessThanOrEqual(shape.width);
      expect(node.y - shape.radius).toBeGreaterThanOrEqual(0);
      expect(node.y + shape.radius).toBeLessThanOrEqual(shape.height);
    }
  });
});

describe('flowPath', () => {
  const shape = flowShape(['grid', 'home', 'solar', 'battery'], false);
  it('runs straight between nodes that face each other', () => {
    expect(flowPath(shape, 'grid', 'home')).toMatch(/^M[\d.]+ [\d.]+H[\d.]+$/);
    expect(flowPath(shape, 'solar', 'battery')).toMatch(/^M[\d.]+ [\d.]+V[\d.]+$/);
  });
  it('bends between the others', () => {
    expect(flowPath(shape, 'solar', 'home')).toContain('Q');
    expect(flowPath(shape, 'grid', 'battery')).toContain('Q');
  });
  it('draws nothing to a node that is missing', () => {
    expect(flowPath(flowShape(['grid', 'home'], false), 'solar', 'home')).toBeNull();
  });
});

describe('flowWidth', () => {
  it('grows with power and stays within bounds', () => {
    expect(flowWidth(100)).toBeLessThan(flowWidth(3000));
    expect(flowWidth(1e6)).toBe(16);
    expect(flowWidth(-5)).toBe(2);
  });
});

describe('ringArcs', () => {
  it('splits the ring by share, end to end', () => {
    const [first, second] = ringArcs([1, 3], 10);
    expect(second?.length).toBeCloseTo((first?.length ?? 0) * 3);
    expect(second?.offset).toBeCloseTo(-(first?.length ?? 0));
  });
  it('draws nothing when nothing flows', () => {
    expect(ringArcs([0, 0], 10).every((arc) => arc.length === 0)).toBe(true);
  });
});
