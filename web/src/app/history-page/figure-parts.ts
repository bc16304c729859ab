import { EnergySeries } from '../api/types';
import { BarParts, ChartBar } from '../chart/bar-chart';
import { BarSeries } from '../chart/bar-layout';
import { FigurePart } from '../explain/figure';

interface Explained {
  /** What is used is the home's use; otherwise all series together. */
  readonly isHome: boolean;
  readonly series: readonly BarSeries[];
  readonly answer: EnergySeries;
  readonly onlyComplete: boolean;
  readonly usedLabel: string;
  /** Of gas, whether it is told by its energy. */
  readonly isGasEnergy: boolean;
}

/** What explains the values of a history chart: roles and the home by name, everything else channel by channel. */
export function barParts({
  isHome,
  series,
  answer,
  onlyComplete,
  usedLabel,
  isGasEnergy,
}: Explained): BarParts {
  const ofChannel = isGasEnergy ? 'gas_energy' : 'channel';
  const partOf = ({ key, label }: BarSeries): Pick<FigurePart, 'label' | 'figure' | 'channel'> =>
    isHome ? { label, figure: key } : { label, figure: ofChannel, channel: key };
  return (key, bar, isCompared) => {
    const figures =
      key !== 'used'
        ? series.filter((one) => one.key === key).map(partOf)
        : isHome
          ? [{ label: usedLabel, figure: 'home' }]
          : series.map(partOf);
    // What is compared with is over.
    return spansOf(answer, bar, isCompared).flatMap((span) =>
      figures.map((figure) => ({
        ...figure,
        ...(isGasEnergy ? ratedWithin(answer, figure.channel, span, isCompared) : span),
        sign: 1 as const,
        onlyComplete: onlyComplete && !isCompared,
      })),
    );
  };
}

export type FigureSpan = Pick<FigurePart, 'from' | 'to'>;

export function spansOf(
  answer: EnergySeries,
  bar: ChartBar | null,
  isCompared: boolean,
): FigureSpan[] {
  if (bar) {
    const spans = isCompared ? bar.besides : [{ from: bar.at, to: bar.to }];
    return spans.map(({ from, to }) => ({ from: instant(from), to: instant(to) }));
  }
  const whole = isCompared ? comparedSpan(answer) : wholeSpan(answer);
  return whole ? [whole] : [];
}

/** What of a span gas has an energy in: a period of which it has none in a part is not counted. */
function ratedWithin(
  answer: EnergySeries,
  channel: string | undefined,
  span: FigureSpan,
  isCompared: boolean,
): FigureSpan {
  const columns = isCompared && answer.compare ? answer.compare : answer;
  const { kwh = [], m3 = [] } = columns.channels[channel ?? ''] ?? {};
  const isUnrated = (index: number): boolean =>
    (m3[index] ?? null) !== null && (kwh[index] ?? null) === null;
  // A value holds from its date on, so what has none comes first.
  const last = m3.map((_, index) => isUnrated(index)).lastIndexOf(true);
  const from = columns.t[last + 1];
  return from !== undefined && Date.parse(from) > Date.parse(span.from) ? { ...span, from } : span;
}

function comparedSpan({ compare }: EnergySeries): FigureSpan | null {
  return compare ? { from: compare.from, to: compare.to } : null;
}

export function wholeSpan({ t, t_end }: EnergySeries): FigureSpan | null {
  const from = t[0];
  const to = t_end.at(-1);
  return from !== undefined && to !== undefined ? { from, to } : null;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
