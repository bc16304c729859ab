import { Component, input } from '@angular/core';
import { Icon, IconName } from './icon';

/** Nothing to show, why, and the next step. */
@Component({
  selector: 'ohm-empty-state',
  imports: [Icon],
  template: `
    <section class="card empty">
      <ohm-icon [name]="icon()" />
      <h2>{{ heading() }}</h2>
      <p class="muted"><ng-content /></p>
      <ng-content select="[actions]" />
    </section>
  `,
  styles: `
    .empty {
      display: grid;
      gap: var(--space-2);
      justify-items: center;
      text-align: center;
      padding-block: var(--space-12);
    }
    ohm-icon {
      width: 2.25rem;
      height: 2.25rem;
      color: var(--muted);
    }
    p {
      max-width: 44ch;
      margin-bottom: var(--space-4);
    }
  `,
})
export class EmptyState {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
}
