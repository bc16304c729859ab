import { Component, input, model } from '@angular/core';
import { Icon } from '../ui/icon';

/** Below every chart: what it shows in a sentence, and the switch to its table. */
@Component({
  selector: 'ohm-chart-foot',
  imports: [Icon],
  template: `
    <p class="chart__summary" [id]="chart() + '-summary'">{{ summary() }}</p>
    <button
      type="button"
      class="button button--quiet button--small"
      [attr.aria-expanded]="isTableShown()"
      [attr.aria-controls]="isTableShown() ? chart() + '-table' : null"
      (click)="isTableShown.set(!isTableShown())"
    >
      <ohm-icon name="table" />
      @if (isTableShown()) {
        <ng-container i18n>Hide the table</ng-container>
      } @else {
        <ng-container i18n>Show as a table</ng-container>
      }
    </button>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2) var(--space-4);
      justify-content: space-between;
      align-items: center;
    }
    .chart__summary {
      font-size: var(--text-s);
      color: var(--muted);
      flex: 1 1 20rem;
    }
  `,
  host: { class: 'chart__foot' },
})
export class ChartFoot {
  /** The id of the chart; those of sentence and table begin with it. */
  readonly chart = input.required<string>();
  readonly summary = input.required<string>();
  readonly isTableShown = model.required<boolean>();
}
