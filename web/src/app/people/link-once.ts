import { Component, input, signal } from '@angular/core';
import { Icon } from '../ui/icon';

/** The address behind an invitation's token, which stays out of every server's log behind the '#'. */
export function invitationAddress(base: string, token: string): string {
  return new URL(`invitation#token=${token}`, base).href;
}

/** A link that can be seen this once: to copy. */
@Component({
  selector: 'ohm-link-once',
  imports: [Icon],
  template: `
    <div class="note">
      <ohm-icon name="info" />
      <div class="link">
        <p i18n>The link for {{ name() }}. It is not shown again: hand it on now.</p>
        <p class="address" data-link translate="no">{{ address() }}</p>
        <button type="button" class="button button--small" (click)="copy()">
          @if (isCopied()) {
            <ohm-icon name="check" /><ng-container i18n>Copied</ng-container>
          } @else {
            <ng-container i18n>Copy</ng-container>
          }
        </button>
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
      margin-block: var(--space-4);
    }
    .link {
      display: grid;
      gap: var(--space-2);
      justify-items: start;
      min-width: 0;
    }
    .address {
      font-family: ui-monospace, monospace;
      font-size: var(--text-s);
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
})
export class LinkOnce {
  readonly name = input.required<string>();
  readonly address = input.required<string>();

  protected readonly isCopied = signal(false);

  protected async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.address());
    this.isCopied.set(true);
  }
}
