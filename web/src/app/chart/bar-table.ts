import { Component, computed, input } from '@angular/core';
import { Measure } from '../energy/measure';
import { percent, unknownValue, written } from '../energy/units';
import type { Told } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import type { BarParts, ChartBar } from './bar-chart';
import { BarSeries, BarValues } from './bar-layout';
import { tableName } from './table-name';

/** The same numbers as the bars, as a table with totals. */
@Component({
  selector: 'ohm-bar-table',
  imports: [FigureButton],
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
            <th scope="col">{{ periodLabel() }}</th>
            @for (item of series(); track item.key) {
              <th scope="col" class="end">{{ item.label }}, {{ measure().unit }}</th>
            }
            @if (lineLabel(); as label) {
              <th scope="col" class="end">{{ label }}, {{ measure().unit }}</th>
            }
            @if (comparedLabel(); as label) {
              <th scope="col" class="end">{{ label }}, {{ measure().unit }}</th>
            }
            @if (isKnownTold()) {
              <th scope="col" class="end" i18n>Known</th>
            }
          </tr>
        </thead>
        <tbody>
          @for (bar of bars(); track bar.at) {
            <tr>
              <th scope="row" class="number">{{ bar.name }}</th>
              @for (item of series(); track item.key) {
                <td class="end number">
                  <ohm-figure
                    [label]="item.label + ', ' + bar.name"
                    [text]="measure().digits(bar.values[item.key])"
                    [unit]="measure().unit"
                    [parts]="parts()(item.key, bar, false)"
                  />
                </td>
              }
              @if (lineLabel(); as label) {
                <td class="end number">
                  <ohm-figure
                    [label]="label + ', ' + bar.name"
                    [text]="measure().digits(bar.line)"
                    [unit]="measure().unit"
                    [parts]="parts()('used', bar, false)"
                  />
                </td>
              }
              @if (comparedLabel(); as label) {
                <td class="end number">
                  <ohm-figure
                    [label]="label + ', ' + bar.name"
                    [text]="measure().digits(bar.comparedLine)"
                    [unit]="measure().unit"
                    [parts]="parts()('used', bar, true)"
                  />
                </td>
              }
              @if (isKnownTold()) {
                <td class="end number">
                  <ohm-figure
                    [label]="knownName + ', ' + bar.name"
                    [text]="known(bar)"
                    [source]="knownSource(bar)"
                  />
                </td>
              }
            </tr>
          }
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" i18n>In total</th>
            @for (item of series(); track item.key) {
              <td class="end number" [attr.data-total]="item.key">
                <ohm-figure
                  [label]="item.label"
                  [text]="measure().digits(totals()[item.key])"
                  [unit]="measure().unit"
                  [parts]="parts()(item.key, null, false)"
                />
              </td>
            }
            @if (lineLabel(); as label) {
              <td class="end number" [attr.data-total]="'used'">
                <ohm-figure
                  [label]="label"
                  [text]="measure().digits(lineTotal())"
                  [unit]="measure().unit"
                  [parts]="parts()('used', null, false)"
                />
              </td>
            }
            @if (comparedLabel(); as label) {
              <td class="end number" [attr.data-total]="'compared'">
                <ohm-figure
                  [label]="label"
                  [text]="measure().digits(comparedTotal())"
                  [unit]="measure().unit"
                  [parts]="parts()('used', null, true)"
                />
              </td>
            }
            @if (isKnownTold()) {
              <td></td>
            }
          </tr>
        </tfoot>
      </table>
    </div>
  `,
  styles: `
    :host {
      display: block;
      margin-top: var(--space-4);
    }
    tfoot th,
    tfoot td {
      color: var(--ink);
      font-weight: 620;
      border-bottom: 0;
    }
    th {
      white-space: nowrap;
    }
  `,
})
export class BarTable {
  protected readonly tableName = tableName;

  readonly name = input.required<string>();
  readonly series = input.required<readonly BarSeries[]>();
  readonly bars = input.required<readonly ChartBar[]>();
  readonly totals = input.required<BarValues>();
  readonly lineLabel = input.required<string | null>();
  readonly lineTotal = input.required<number | null>();
  readonly comparedLabel = input.required<string | null>();
  readonly comparedTotal = input.required<number | null>();
  readonly periodLabel = input.required<string>();
  readonly measure = input.required<Measure>();
  readonly locale = input.required<string>();
  /** See BarChart. */
  readonly parts = input<BarParts>(() => null);

  protected readonly isKnownTold = computed(() => this.bars().some((bar) => bar.covered !== null));

  protected readonly knownName = $localize`Known`;

  /** Each quarter-hour, with how well it is known, is in the sums beside. */
  protected knownSource(bar: ChartBar): Told | null {
    const parts = this.parts()('used', bar, false) ?? [];
    return parts.length === 0 ? null : { kind: 'told', sentences: [knownText], parts };
  }

  protected known(bar: ChartBar): string {
    if (bar.covered === null) {
      return unknownValue;
    }
    // Rounded down: what is not wholly known must not read as if it were.
    return written(percent(Math.floor(bar.covered * 100 + 1e-6), this.locale()));
  }
}

const knownText = $localize`Of the quarter-hours that are over, the share in which all that this is made of is known, rounded down.`;
