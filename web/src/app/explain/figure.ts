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

/** A figure of a page that can be explained: one that the server knows, or several added up. */
export interface Figure {
  readonly label: string;
  /** As the page writes it. */
  readonly text: string;
  readonly parts: readonly FigurePart[];
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
