import type { LiveValues } from '../live/live-values';
import type { PowerFormula, PowerTerm } from './power-terms';

/** What the server explains by itself: one of its figures over a span. */
export interface FigurePart {
  readonly label: string;
  /** How it counts in the whole. */
  readonly sign: 1 | -1;
  readonly figure: string;
  /** Of a channel's figure. */
  readonly channel?: string;
  /** Instants or local dates; `to` is not included. */
  readonly from: string;
  readonly to: string;
  readonly onlyComplete: boolean;
}

/** What a figure comes from. */
export type FigureSource = Sums | Share | PowerNow | PowerThen | Told;

/** One that the server knows, or several added up. */
export interface Sums {
  readonly kind: 'sums';
  readonly parts: readonly FigurePart[];
}

/** Some of the server's added up, divided by others. */
export interface Share {
  readonly kind: 'share';
  readonly parts: readonly FigurePart[];
  readonly whole: readonly FigurePart[];
}

/** What sources have said last. `values` are those that the page showed. */
export interface PowerNow {
  readonly kind: 'now';
  readonly formula: PowerFormula;
  readonly terms: readonly PowerTerm[];
  readonly values: LiveValues;
  /** What else is to be known of it. */
  readonly remark?: string;
}

/** The mean of points of a line, each of which is worked out of readings. */
export interface PowerThen {
  readonly kind: 'then';
  readonly formula: PowerFormula;
  readonly terms: readonly PowerTerm[];
  readonly points: readonly { readonly at: number; readonly watts: number }[];
}

/** What is no sum of ours, in words, with what it is to be seen beside. */
export interface Told {
  readonly kind: 'told';
  readonly sentences: readonly string[];
  readonly parts: readonly FigurePart[];
}

/** A figure of a page that can be explained. */
export interface Figure {
  readonly label: string;
  /** As the page writes it. */
  readonly text: string;
  readonly source: FigureSource;
}

/** The question to the server, as the parameters of its address. */
export function paramsOf(part: FigurePart): Record<string, string | boolean> {
  return {
    from: part.from,
    to: part.to,
    figure: part.figure,
    ...(part.channel === undefined ? {} : { channel: part.channel }),
    ...(part.onlyComplete ? { only_complete: true } : {}),
  };
}
