import { Component, input, signal } from '@angular/core';
import { Icon } from './icon';
import { QrCode } from './qr-code';

/** A secret that can be seen this once, to copy or to scan, below words that say what it is. */
@Component({
  selector: 'ohm-shown-once',
  imports: [Icon, QrCode],
  template: `
    <div class="note">
      <ohm-icon name="info" />
      <div class="once">
        <ng-content />
        <p class="once__text" data-link translate="no">{{ text() }}</p>
        <button type="button" class="button button--small" (click)="copy()">
          @if (isCopied()) {
            <ohm-icon name="check" /><ng-container i18n>Copied</ng-container>
          } @else {
            <ng-container i18n>Copy</ng-container>
          }
        </button>
        <ohm-qr-code [text]="text()" [label]="label()" />
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
    .once {
      display: grid;
      gap: var(--space-2);
      justify-items: start;
      min-width: 0;
    }
    .once__text {
      font-family: ui-monospace, monospace;
      font-size: var(--text-s);
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
})
export class ShownOnce {
  readonly text = input.required<string>();
  /** What a screen reader says of the QR code. */
  readonly label = input.required<string>();

  protected readonly isCopied = signal(false);

  protected async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.text());
    this.isCopied.set(true);
  }
}
