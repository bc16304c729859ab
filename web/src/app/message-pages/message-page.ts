import { Component, input } from '@angular/core';
import { Icon, IconName } from '../ui/icon';

/** A page that says one thing and where to go from here. */
@Component({
  selector: 'ohm-message-page',
  imports: [Icon],
  template: `
    <div class="message">
      <ohm-icon [name]="icon()" />
      <h1>{{ heading() }}</h1>
      <p class="muted"><ng-content /></p>
      <div class="actions"><ng-content select="[actions]" /></div>
    </div>
  `,
  styles: `
    .message {
      display: grid;
      gap: var(--space-3);
      justify-items: start;
      max-width: 34rem;
      margin: 12vh auto 0;
      padding: var(--space-8) var(--space-4);
    }
    ohm-icon {
      width: 2.5rem;
      height: 2.5rem;
      color: var(--muted);
    }
    .actions {
      margin-top: var(--space-3);
    }
  `,
})
export class MessagePage {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
}
