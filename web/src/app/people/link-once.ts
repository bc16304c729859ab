import { Component, input, signal } from '@angular/core';
import { Icon } from '../ui/icon';
import { QrCode } from '../ui/qr-code';

/** The address of a page with a token, which stays out of every server's log behind the '#'. */
export function addressWithToken(
  base: string,
  page: 'invitation' | 'reset',
  token: string,
): string {
  return new URL(`${page}#token=${token}`, base).href;
}

/** A link that can be seen this once: to copy, or to scan. */
@Component({
  selector: 'ohm-link-once',
  imports: [Icon, QrCode],
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
        <ohm-qr-code [text]="address()" i18n-label label="The link, to scan" />
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
      margin-block: var(--space-4);
    }
    ohm-qr-code {
      width: 10rem;
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
