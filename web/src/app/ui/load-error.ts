import { Component, input, output } from '@angular/core';
import { Icon } from './icon';

/** Loading failed: the reason in one sentence, and another try. */
@Component({
  selector: 'ohm-load-error',
  imports: [Icon],
  template: `
    <div class="note note--error" role="alert">
      <ohm-icon name="warning" />
      <div>
        <p>{{ message() }}</p>
        <button
          type="button"
          class="button button--small button--danger"
          (click)="retry.emit()"
          i18n
        >
          Try again
        </button>
      </div>
    </div>
  `,
  styles: `
    .button {
      margin-top: var(--space-2);
    }
  `,
})
export class LoadError {
  readonly message = input.required<string>();
  readonly retry = output();
}
