import { Component, computed, input, linkedSignal } from '@angular/core';
import { tableName } from '../chart/table-name';
import { dateAndTime } from '../energy/home-clock';

const pageSize = 24;

export interface SlotColumn {
  readonly label: string;
  readonly text: (index: number) => string;
}

/** The same numbers as a chart of slots, six hours a page. */
@Component({
  selector: 'ohm-slot-values',
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
            @for (column of columns(); track column.label) {
              <th scope="col" class="end">{{ column.label }}</th>
            }
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.at) {
            <tr>
              <th scope="row" class="number">{{ row.time }}</th>
              @for (cell of row.cells; track $index) {
                <td class="end number">{{ cell }}</td>
              }
            </tr>
          }
        </tbody>
      </table>
    </div>
    @if (pageCount() > 1) {
      <div class="pages">
        <button
          type="button"
          class="button button--small"
          [disabled]="page() === 0"
          (click)="page.set(page() - 1)"
          i18n
        >
          Earlier
        </button>
        <span class="small muted number" i18n>Page {{ page() + 1 }} of {{ pageCount() }}</span>
        <button
          type="button"
          class="button button--small"
          [disabled]="page() + 1 === pageCount()"
          (click)="page.set(page() + 1)"
          i18n
        >
          Later
        </button>
      </div>
    }
  `,
  styles: `
    :host {
      display: block;
      margin-top: var(--space-4);
    }
    .pages {
      display: flex;
      align-items: center;
      gap: var(--space-3);
      margin-top: var(--space-3);
    }
  `,
})
export class SlotValues {
  protected readonly tableName = tableName;

  readonly name = input.required<string>();
  readonly t = input.required<readonly number[]>();
  readonly columns = input.required<readonly SlotColumn[]>();
  readonly locale = input.required<string>();
  readonly zone = input.required<string>();

  protected readonly pageCount = computed(() => Math.max(1, Math.ceil(this.t().length / pageSize)));
  protected readonly page = linkedSignal({ source: this.t, computation: () => 0 });
  protected readonly rows = computed(() => {
    const first = this.page() * pageSize;
    return this.t()
      .slice(first, first + pageSize)
      .map((at, place) => ({
        at,
        time: dateAndTime(at, this.locale(), this.zone()),
        cells: this.columns().map((column) => column.text(first + place)),
      }));
  });
}
