import uPlot from 'uplot';
import { ChartSeries } from './chart-series';

export interface PlotStyle {
  readonly width: number;
  readonly height: number;
  readonly series: readonly ChartSeries[];
  readonly style: CSSStyleDeclaration;
  readonly tickTime: (at: number) => string;
  readonly tickValue: (value: number, decimals: number) => string;
  readonly zone: string;
  readonly onCursor: (at: number | null) => void;
  /** Called with the span that was dragged across; nothing can be dragged without. */
  readonly onSelect: ((from: number, to: number) => void) | null;
}

/** Draws a power chart into an element: home's clock below, kW at the left, lines in the energy colours. */
export function createPlot(plot: PlotStyle, columns: uPlot.AlignedData, into: HTMLElement): uPlot {
  return new uPlot(plotOptions(plot), columns, into);
}

function plotOptions(plot: PlotStyle): uPlot.Options {
  const color = (name: string): string => plot.style.getPropertyValue(name).trim();
  const font = `12px ${plot.style.fontFamily}`;
  const axis = {
    stroke: color('--muted'),
    font,
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width: plot.width,
    height: plot.height,
    padding: [12, 26, 0, 0], // half of a tick's label may stand behind the last tick
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), plot.zone),
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: plot.onSelect !== null, y: false, setScale: false },
      points: { size: 7, width: 2 },
      bind: { dblclick: () => null },
    },
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, min, max) => powerRange(min, max) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 72,
        size: 28,
        values: (_, splits) => splits.map((split) => plot.tickTime(split * 1000)),
      },
      {
        ...axis,
        size: 44,
        space: 36,
        grid: { stroke: color('--line'), width: 1 },
        values: (_, splits, __, ___, increment) =>
          splits.map((split) => plot.tickValue(split, decimalsOf(increment))),
      },
    ],
    series: [
      {},
      ...plot.series.map((series): uPlot.Series => {
        const stroke = color(series.color);
        return {
          label: series.label,
          stroke,
          width: 2,
          points: { show: false },
          dash: series.dash ? [...series.dash] : undefined,
          fill: series.isFilled ? translucent(stroke) : undefined,
        };
      }),
    ],
    hooks: {
      setCursor: [
        (self) => {
          const left = self.cursor.left ?? -1;
          plot.onCursor(left < 0 ? null : self.posToVal(left, 'x') * 1000);
        },
      ],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width > 4) {
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            plot.onSelect?.(
              self.posToVal(left, 'x') * 1000,
              self.posToVal(left + width, 'x') * 1000,
            );
          }
        },
      ],
      drawAxes: [
        (self) => {
          const zero = Math.round(self.valToPos(0, 'y', true));
          self.ctx.save();
          self.ctx.strokeStyle = color('--muted');
          self.ctx.lineWidth = devicePixelRatio;
          self.ctx.beginPath();
          self.ctx.moveTo(self.bbox.left, zero);
          self.ctx.lineTo(self.bbox.left + self.bbox.width, zero);
          self.ctx.stroke();
          self.ctx.restore();
        },
      ],
    },
  };
}

/** As few decimals as tell neighbouring ticks apart: none for 1, one for 0.5, two for 0.25. */
function decimalsOf(increment: number): number {
  return (
    [0, 1].find(
      (decimals) =>
        Math.abs(increment * 10 ** decimals - Math.round(increment * 10 ** decimals)) < 1e-6,
    ) ?? 2
  );
}

/** Zero is always in view, and small powers do not fill the chart as if they were large. */
function powerRange(min: number | null, max: number | null): [number, number] {
  const low = Math.min(0, min ?? 0);
  const high = Math.max(0.5, max ?? 0);
  const room = (high - low) * 0.08;
  return [low < 0 ? low - room : 0, high + room];
}

function translucent(color: string): string {
  const parts = /^rgba?\(([^)]+)\)$/.exec(color)?.[1]?.split(',').slice(0, 3).join(',');
  return parts === undefined ? color : `rgba(${parts}, 0.14)`;
}
