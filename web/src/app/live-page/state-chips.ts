import { Component, computed, inject } from '@angular/core';
import { decimal } from '../energy/units';
import type { Told } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { HomeDirectory } from '../home/home-directory';
import { ageText } from '../live/age-text';
import { LiveHome } from '../live/live-home';
import { FormatLanguage } from '../ui/format-language';

/** What surrounds the home's energy right now: price, carbon of the grid, temperature outside. */
@Component({
  selector: 'ohm-state-chips',
  imports: [FigureButton],
  template: `
    @if (isLoading()) {
      <div class="skeleton"></div>
    } @else if (chips().length > 0) {
      <ul class="chips" tabindex="0" i18n-aria-label aria-label="Around the home">
        @for (chip of chips(); track chip.id) {
          <li>
            <span class="small muted">{{ chip.label }}</span>
            <span class="chips__value number"
              ><ohm-figure [label]="chip.label" [text]="chip.text" [source]="chip.source"
            /></span>
            <span class="chips__age muted">{{ chip.age }}</span>
          </li>
        }
      </ul>
    }
  `,
  styles: `
    :host {
      max-width: 100%;
    }
    .skeleton {
      width: 20rem;
      max-width: 100%;
      height: 3.125rem;
    }
    .chips {
      display: flex;
      gap: var(--space-6);
      max-width: 100%;
      overflow-x: auto;
      white-space: nowrap;
    }
    li {
      display: grid;
      grid-template-columns: auto auto;
      column-gap: var(--space-2);
      align-items: baseline;
    }
    li > :first-child {
      grid-column: 1 / -1;
    }
    .chips__value {
      font-weight: 620;
    }
    .chips__age {
      font-size: var(--text-xs);
    }
  `,
})
export class StateChips {
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);
  private readonly language = inject(FormatLanguage);

  protected readonly isLoading = computed(
    () => !this.live.hasSnapshot() && !this.live.channels.error(),
  );
  protected readonly chips = computed(() => {
    const home = this.homes.current();
    const { state, age } = this.live.values();
    const locale = this.language.locale();
    return this.live
      .channelList()
      .filter((channel) => channel.role in labels && state[channel.id] !== undefined)
      .map((channel) => {
        const read = Date.parse(age[channel.id] ?? '');
        const at = Number.isFinite(read) ? read : null;
        const sources = channel.bindings.map((binding) => binding.source.id).join(', ');
        return {
          id: channel.id,
          source: {
            kind: 'told',
            sentences: [
              $localize`What ${sources}:sources: said last: a state of this moment, which is never added up.`,
            ],
            parts: [],
          } satisfies Told,
          label: labels[channel.role] ?? channel.name,
          text: written(channel.role, state[channel.id] ?? null, locale, home?.currency ?? 'EUR'),
          age: ageText(at, 'fresh', this.live.now(), locale, home?.time_zone ?? 'UTC'),
        };
      });
  });
}

const labels: Record<string, string> = {
  price_import: $localize`Price`,
  price_export: $localize`Feed-in price`,
  grid_carbon: $localize`Grid carbon`,
  outdoor_temperature: $localize`Outside`,
};

function written(role: string, value: number | null, locale: string, currency: string): string {
  switch (role) {
    case 'price_import':
    case 'price_export':
      return value === null
        ? decimal(null, locale, 2)
        : `${new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(value)}/kWh`;
    case 'grid_carbon':
      return `${decimal(value, locale, 0)}\u202fg/kWh`;
    default:
      return `${decimal(value, locale, 1)}\u202f°C`;
  }
}
