import { Component, computed, input, linkedSignal } from '@angular/core';
import { clockTime } from '../energy/home-clock';
import { decimal } from '../energy/units';
import { FigureButton } from '../explain/figure-button';
import {
  ChartData,
  ChartSeries,
  ChartWindow,
  LineTerms,
  meanMark,
  meanSource,
  tableRows,
} from './chart-series';
import { tableName } from './table-name';

const pageSize = 25;

/** The same numbers as the chart, as a table: newest first, 25 rows a page. */
@Component({
  selector: 'ohm-chart-table',
  imports: [FigureButton],
  templateUrl: './chart-table.html',
  styles: `
    :host {
      display: block;
      margin-top: var(--space-4);
    }
    .mean {
      display: block;
      font-weight: 400;
      color: var(--muted);
    }
    .pages {
      display: flex;
      align-items: center;
      gap: var(--space-3);
      margin-top: var(--space-3);
    }
  `,
})
export class ChartTable {
  protected readonly tableName = tableName;

  readonly name = input.required<string>();
  readonly series = input.required<readonly ChartSeries[]>();
  /** By the key of a series that is made of means: how its newest is marked. */
  readonly means = input<Readonly<Record<string, string>>>({});
  readonly data = input.required<ChartData>();
  readonly window = input.required<ChartWindow>();
  readonly step = input.required<number>();
  readonly locale = input.required<string>();
  readonly zone = input.required<string>();

  /** What the lines are made of. */
  readonly terms = input<LineTerms>(() => null);

  protected readonly meanMark = meanMark;
  private readonly rows = computed(() =>
    tableRows(
      this.data(),
      this.series().map((series) => series.key),
      this.window(),
      this.step(),
    ),
  );
  protected readonly pageCount = computed(() =>
    Math.max(1, Math.ceil(this.rows().length / pageSize)),
  );
  protected readonly page = linkedSignal({
    source: this.step,
    computation: () => 0,
  });
  protected readonly shown = computed(() =>
    this.rows()
      .slice(this.page() * pageSize, (this.page() + 1) * pageSize)
      .map((row) => ({
        at: row.at,
        time: clockTime(row.at, this.locale(), this.zone()),
        cells: this.series().map(({ key, label }, column) => ({
          label,
          text: decimal(kilo(row.values[column] ?? null), this.locale(), 2),
          source: meanSource(this.data(), key, this.terms(), {
            from: Math.max(row.at, this.window().from),
            to: Math.min(row.at + this.step(), this.window().to + 1),
          }),
        })),
      })),
  );

  protected turnPage(by: number): void {
    this.page.update((page) => Math.min(this.pageCount() - 1, Math.max(0, page + by)));
  }
}

function kilo(watts: number | null): number | null {
  return watts === null ? null : watts / 1000;
}
