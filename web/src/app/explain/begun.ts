import { Explanation } from '../api/types';

/** Of an explanation the rows that have begun by `now`: nothing is known of those after, and nobody expects it. */
export function begun(explanation: Explanation, now: number): Explanation {
  const count = explanation.t.filter((time) => Date.parse(time) < now).length;
  const first = <T>(values: readonly T[]): T[] => values.slice(0, count);
  return {
    ...explanation,
    t: first(explanation.t),
    t_end: first(explanation.t_end),
    amounts: first(explanation.amounts),
    intensity: first(explanation.intensity),
    calorific: first(explanation.calorific),
    links: first(explanation.links),
    terms: explanation.terms.map((term) => ({ ...term, amounts: first(term.amounts) })),
    inputs: explanation.inputs.map((input) => ({
      ...input,
      amount: first(input.amount),
      quality: first(input.quality),
      correction: first(input.correction),
      given: first(input.given),
    })),
  };
}
