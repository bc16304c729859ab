import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { failureFrom } from '../api/problem';
import { ExplainedInput, Explanation } from '../api/types';
import { dateAndTime } from '../energy/home-clock';
import { decimal, percent, unknownValue, written } from '../energy/units';
import { HomeDirectory } from '../home/home-directory';
import { roleWords } from '../home-forms/channel-words';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
import { begun } from './begun';
import { correctionText } from './correction-text';
import { figureWords, formulaText, qualityMeanings, qualityWords } from './explain-words';
import { FigurePart, paramsOf } from './figure';
import { SlotTable } from './slot-table';

/** One figure of the server with all that it is made of: formula, terms, inputs, rows, corrections. */
@Component({
  selector: 'ohm-explained-figure',
  imports: [LoadError, SlotTable],
  templateUrl: './explained-figure.html',
  styleUrl: './explained-figure.scss',
})
export class ExplainedFigure {
  private readonly homes = inject(HomeDirectory);
  private readonly home = computed(() => this.homes.current()?.id ?? null);
  protected readonly locale = inject(FormatLanguage).locale;

  readonly part = input.required<FigurePart>();
  /** As the page writes it. */
  readonly text = input<string | null>(null);

  /** Of a figure whose rows are days or months, the one that was opened; its address. */
  private readonly row = linkedSignal<FigurePart, { link: string; from: string } | null>({
    source: this.part,
    computation: () => null,
  });
  private readonly answer = httpResource<Explanation>(() => {
    const row = this.row();
    const home = this.home();
    if (row !== null) {
      // Links begin at the root of the server; the page may be below it.
      return { url: row.link.replace(/^\//, '') };
    }
    return home === null
      ? undefined
      : { url: `api/v1/homes/${home}/explain`, params: paramsOf(this.part()) };
  });

  protected readonly explanation = computed(() =>
    this.answer.hasValue() ? begun(this.answer.value(), Date.now()) : null,
  );
  protected readonly failure = computed(() => {
    const error = this.answer.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isRow = computed(() => this.row() !== null);
  protected readonly formula = computed(() => {
    const explanation = this.explanation();
    return explanation ? formulaText(explanation) : '';
  });
  protected readonly amount = computed(() => {
    const explanation = this.explanation();
    return explanation ? amountText(explanation, this.locale()) : '';
  });
  protected readonly span = computed(() => {
    const explanation = this.explanation();
    const from = Date.parse(explanation?.t[0] ?? '');
    const to = Date.parse(explanation?.t_end.at(-1) ?? '');
    return explanation && Number.isFinite(from) && Number.isFinite(to)
      ? `${dateAndTime(from, this.locale(), explanation.time_zone)} – ${dateAndTime(to, this.locale(), explanation.time_zone)}`
      : '';
  });
  protected readonly deficit = computed(() => {
    const deficit = this.explanation()?.deficit ?? 0;
    return deficit > 0 ? decimal(deficit, this.locale(), 3) : null;
  });
  protected readonly terms = computed(() =>
    (this.explanation()?.terms ?? []).map((term) => ({
      name: figureWords[term.figure],
      text: decimal(term.amount, this.locale(), 3),
    })),
  );
  protected readonly inputs = computed(() => {
    const explanation = this.explanation();
    return (explanation?.inputs ?? []).map((input) => ({
      id: input.channel,
      name: input.name,
      role: roleWords.find((word) => word.role === input.role)?.label ?? '',
      text: decimal(total(input.amount), this.locale(), 3),
      unit: ['gas', 'water'].includes(input.role) ? 'm³' : 'kWh',
      quality: qualityShares(input, this.locale()),
    }));
  });
  protected readonly meanings = computed(() => {
    const told = new Set((this.explanation()?.inputs ?? []).flatMap((input) => input.quality));
    return [...told].map((quality) => ({
      word: qualityWords[quality],
      meaning: qualityMeanings[quality],
    }));
  });
  protected readonly corrections = computed(() => {
    const explanation = this.explanation();
    const names = new Map(explanation?.inputs.map((input) => [input.channel, input.name]));
    return (explanation?.corrections ?? []).map((correction) => ({
      id: correction.id,
      ...correctionText(
        correction,
        names.get(correction.channel) ?? '',
        this.locale(),
        explanation?.time_zone ?? 'UTC',
      ),
    }));
  });

  protected open(index: number): void {
    const explanation = this.explanation();
    const link = explanation?.links[index];
    if (explanation && link !== undefined) {
      this.row.set({ link, from: explanation.t[index] ?? '' });
    }
  }

  protected back(): void {
    this.row.set(null);
  }

  protected retry(): void {
    this.answer.reload();
  }
}

function amountText(explanation: Explanation, locale: string): string {
  const { amount, unit } = explanation;
  if (unit === 'share') {
    return written(percent(amount === null ? null : amount * 100, locale));
  }
  const units = { kwh: 'kWh', m3: 'm³', kg: 'kg' };
  return written({ digits: decimal(amount, locale, 3), unit: units[unit] });
}

/** Exact to the six decimals that amounts come with; null when nothing is known. */
function total(amounts: readonly (number | null)[]): number | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0
    ? null
    : known.reduce((sum, amount) => sum + Math.round(amount * 1e6), 0) / 1e6;
}

/** "measured 92, estimated 4" of the slots of an input. */
function qualityShares(input: ExplainedInput, locale: string): string {
  const counts = new Map<string, number>();
  for (const quality of input.quality) {
    counts.set(qualityWords[quality], (counts.get(qualityWords[quality]) ?? 0) + 1);
  }
  return counts.size === 0
    ? unknownValue
    : [...counts].map(([word, count]) => `${word} ${decimal(count, locale, 0)}`).join(', ');
}
