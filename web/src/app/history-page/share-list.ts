import { Component, computed, input } from '@angular/core';
import { percent } from '../energy/units';
import { FigurePart } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { ShareFigures } from './share-figures';

/** How much of its use the home covered by itself, each figure with its definition; grey where too little is known. */
@Component({
  selector: 'ohm-share-list',
  imports: [FigureButton],
  template: `
    <ul [class.is-poor]="isPoor()">
      @for (item of items(); track item.key) {
        <li>
          <p class="value">
            <span class="digits number" [attr.data-share]="item.key"
              ><ohm-figure
                [label]="item.name"
                [text]="item.value.digits"
                [unit]="item.value.unit"
                [parts]="item.parts"
            /></span>
            <span class="unit">{{ item.value.unit }}</span>
          </p>
          <h3>{{ item.name }}</h3>
          <p class="small muted">{{ item.meaning }}</p>
        </li>
      }
    </ul>
    @if (isPoor()) {
      <p class="small muted" i18n>Less than 90 % of this period is known, so these say little.</p>
    }
  `,
  styles: `
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
      gap: var(--space-6);
    }
    .value {
      display: flex;
      align-items: baseline;
      gap: var(--space-1);
    }
    .digits {
      font-size: var(--text-xl);
      font-weight: 620;
      letter-spacing: -0.02em;
      line-height: 1.2;
    }
    .unit {
      color: var(--muted);
      font-weight: 500;
    }
    .is-poor .digits {
      color: var(--muted);
      font-weight: 400;
    }
    ul + p {
      margin-top: var(--space-4);
    }
  `,
})
export class ShareList {
  readonly shares = input.required<ShareFigures>();
  /** Whether less than nine tenths of the time is known. */
  readonly isPoor = input.required<boolean>();
  readonly locale = input.required<string>();
  /** The span that they are of. */
  readonly span = input.required<Pick<FigurePart, 'from' | 'to'> | null>();

  protected readonly items = computed(() =>
    definitions.map((definition) => {
      const share = this.shares()[definition.key];
      const { name, figure } = definition;
      const span = this.span();
      const parts: readonly FigurePart[] | null =
        span === null || share === null
          ? null
          : [{ label: name, sign: 1, figure, ...span, onlyComplete: true }];
      return {
        ...definition,
        value: percent(share === null ? null : share * 100, this.locale()),
        parts,
      };
    }),
  );
}

const definitions: readonly {
  key: keyof ShareFigures;
  figure: string;
  name: string;
  meaning: string;
}[] = [
  {
    key: 'selfSufficiency',
    figure: 'self_sufficiency',
    name: $localize`Self-sufficiency`,
    meaning: $localize`Of the home’s use, what did not come from the grid, neither directly nor through the battery.`,
  },
  {
    key: 'directSelfSufficiency',
    figure: 'direct_self_sufficiency',
    name: $localize`Direct self-sufficiency`,
    meaning: $localize`Of the home’s use, what did not come directly from the grid.`,
  },
  {
    key: 'gridIndependence',
    figure: 'grid_independence',
    name: $localize`Grid independence`,
    meaning: $localize`1 − import ÷ use. Charging the battery from the grid lowers it.`,
  },
  {
    key: 'selfConsumption',
    figure: 'self_consumption',
    name: $localize`Self-consumption`,
    meaning: $localize`Of the solar energy used or exported, what the home used.`,
  },
];
