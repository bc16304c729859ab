import { Binding } from '../api/types';

/** A meter that a channel was read from, and what it showed first and last, in kWh or m³. */
export interface MeterTime {
  readonly source: string;
  /** When it took over. */
  readonly from: number;
  /** When another took over from it; null of the present one. */
  readonly until: number | null;
  readonly initial: number | null;
  readonly final: number | null;
}

/** The meters before the present one, the newest first; and the present one where its first reading is known. */
export function meterTimes(bindings: readonly Binding[]): MeterTime[] {
  return bindings
    .filter((binding) => binding.measure === 'counter')
    .map((binding) => ({
      source: binding.source.id,
      from: binding.valid_from ? Date.parse(binding.valid_from) : 0,
      until: binding.valid_to ? Date.parse(binding.valid_to) : null,
      initial: binding.initial ?? null,
      final: binding.final ?? null,
    }))
    .filter((meter) => meter.until !== null || meter.initial !== null)
    .sort((a, b) => (b.until ?? Infinity) - (a.until ?? Infinity) || b.from - a.from);
}
