import { Component, computed, input, linkedSignal, output } from '@angular/core';
import { Explanation } from '../api/types';
import { tableName } from '../chart/table-name';
import { dateAndTime, longDateWithYear, timeAs } from '../energy/home-clock';
import { decimal } from '../energy/units';
import { figureWords, qualityWords } from './explain-words';

/** Rows on one page: the slots of a day. */
const pageSize = 96;

/** The rows that a figure is made of, with what each input had in them and how well that is known. */
@Component({
  selector: 'ohm-slot-table',
  template: `
    <div class="scroll-x" role="region" tabindex="0" [attr.aria-label]="tableName(name())">
      <table class="table">
        <caption class="visually-hidden">
          {{
            name()
          }}
        </caption>
        <thead>
          <tr>
            <th scope="col" i18n>From</th>
            @if (hasAmounts()) {
              <th scope="col" class="end">{{ name() }}</th>
            }
            @for (term of explanation().terms; track term.figure) {
              <th scope="col" class="end">{{ words[term.figure] }}</th>
            }
            @for (input of inputs(); track input.channel) {
              <th scope="col" class="end">{{ input.name }}</th>
            }
            @if (explanation().calorific.length > 0) {
              <th scope="col" class="end" i18n>Calorific value, kWh/m³</th>
            }
          </tr>
        </thead>
        <tbody>
          @for (row of shown(); track row.at) {
            <tr>
              <th scope="row" class="number">
                @if (row.isSlot) {
                  {{ row.time }}
                } @else {
                  <button type="button" class="figure" (click)="opened.emit(row.index)">
                    {{ row.time }}
                  </button>
                }
              </th>
              @if (hasAmounts()) {
                <td class="end number amount">{{ row.amount }}</td>
              }
              @for (term of row.terms; track $index) {
                <td class="end number">{{ term }}</td>
              }
              @for (cell of row.cells; track $index) {
                <td class="end number">
                  {{ cell.amount }}
                  @if (cell.quality) {
                    <span class="quality" [class.quality--told]="cell.isTold">{{
                      cell.quality
                    }}</span>
                  }
                  @if (cell.given) {
                    <span class="quality" i18n>before: {{ cell.given }}</span>
                  }
                </td>
              }
              @if (row.calorific; as value) {
                <td class="end number" data-calorific>{{ value }}</td>
              }
            </tr>
          }
        </tbody>
      </table>
    </div>
    @if (pages() > 1) {
      <div class="pages">
        <button
          type="button"
          class="button button--small"
          [disabled]="page() === 0"
          (click)="page.set(page() - 1)"
          i18n
        >
          Before
        </button>
        <span class="small muted number" i18n>Page {{ page() + 1 }} of {{ pages() }}</span>
        <button
          type="button"
          class="button button--small"
          [disabled]="page() + 1 === pages()"
          (click)="page.set(page() + 1)"
          i18n
        >
          After
        </button>
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .scroll-x {
      max-height: 24rem;
      overflow: auto;
    }
    thead th {
      position: sticky;
      top: 0;
      background: var(--surface);
      white-space: nowrap;
    }
    th[scope='row'] {
      white-space: nowrap;
    }
    .amount {
      font-weight: 620;
    }
    .quality {
      display: block;
      color: var(--muted);
      font-size: var(--text-xs);
    }
    .quality--told {
      color: var(--notice-ink);
      font-weight: 560;
    }
    .pages {
      display: flex;
      gap: var(--space-4);
      align-items: center;
    }
  `,
})
export class SlotTable {
  protected readonly tableName = tableName;
  protected readonly words = figureWords;

  readonly explanation = input.required<Explanation>();
  readonly name = input.required<string>();
  readonly locale = input.required<string>();

  /** A row that is no slot, by its number: its slots are wanted. */
  readonly opened = output<number>();

  protected readonly inputs = computed(() => this.explanation().inputs);
  /** Of what has one input and is nothing but it, the input says it all. */
  protected readonly hasAmounts = computed(() => {
    const { amounts, formula } = this.explanation();
    return amounts.length > 0 && formula !== 'sum_of_slots';
  });
  protected readonly pages = computed(() => Math.ceil(this.explanation().t.length / pageSize));
  protected readonly page = linkedSignal<Explanation, number>({
    source: this.explanation,
    computation: () => 0,
  });
  protected readonly shown = computed(() => {
    const { t, rows, amounts, terms, calorific, time_zone } = this.explanation();
    const decimals = rows === 'slot' ? 4 : 2;
    const written = (value: number | null | undefined): string =>
      decimal(value, this.locale(), decimals);
    const first = this.page() * pageSize;
    return t.slice(first, first + pageSize).map((time, place) => {
      const index = first + place;
      const at = Date.parse(time);
      return {
        at,
        index,
        isSlot: rows === 'slot',
        time: rowName(at, rows, this.locale(), time_zone),
        amount: written(amounts[index]),
        terms: terms.map((term) => written(term.amounts[index])),
        calorific: calorific.length === 0 ? '' : decimal(calorific[index], this.locale(), 3),
        cells: this.inputs().map((input) => {
          const quality = input.quality[index];
          const isCorrected = (input.correction[index] ?? null) !== null;
          return {
            amount: written(input.amount[index]),
            quality: quality ? qualityWords[quality] : '',
            isTold: quality !== undefined && quality !== 'measured',
            given: isCorrected ? written(input.given[index]) : '',
          };
        }),
      };
    });
  });
}

function rowName(at: number, rows: Explanation['rows'], locale: string, zone: string): string {
  switch (rows) {
    case 'slot':
      return dateAndTime(at, locale, zone);
    case 'day':
      return longDateWithYear(at, locale, zone);
    case 'month':
      return timeAs(at, locale, zone, { month: 'long', year: 'numeric' });
  }
}
