import { Component, inject } from '@angular/core';
import { Session } from '../auth/session';
import { Icon } from '../ui/icon';
import { Wordmark } from '../ui/wordmark';

/** The frame of pages outside the app: the mark, a picture of what Ohmstead does, and one column to act in. */
@Component({
  selector: 'ohm-entry-frame',
  imports: [Icon, Wordmark],
  template: `
    <div class="entry">
      <main class="entry__column">
        <ohm-wordmark />
        <div class="entry__content">
          @if (isPlain()) {
            <p class="note note--warning">
              <ohm-icon name="unlock" /><span i18n
                >Not encrypted: others on this network could read what you type.</span
              >
            </p>
          }
          <ng-content />
        </div>
      </main>
      <aside class="entry__side" aria-hidden="true">
        <svg viewBox="0 0 560 640" preserveAspectRatio="xMidYMid slice">
          <path class="bed" d="M280 60V580M60 320H500" />
          <path class="solar" d="M292 150V250Q292 308 350 308H410" />
          <path class="grid" d="M150 320H410" />
          <path class="battery" d="M292 490V390Q292 332 350 332H410" />
          <path class="export" d="M268 150V250Q268 308 210 308H150" />
          <circle class="node node--solar" cx="280" cy="104" r="46" />
          <circle class="node node--grid" cx="104" cy="320" r="46" />
          <circle class="node node--battery" cx="280" cy="536" r="46" />
          <circle class="node node--home" cx="456" cy="320" r="46" />
          <path
            class="mark"
            transform="translate(424 289) scale(2)"
            d="M6 25.5h6v-3.2L7.5 18v-4.8L16 6.5l8.5 6.7V18L20 22.3v3.2h6"
          />
        </svg>
        <p i18n>What your home makes and uses. Now, and where it came from.</p>
      </aside>
    </div>
  `,
  styleUrl: './entry-frame.scss',
})
export class EntryFrame {
  protected readonly isPlain = inject(Session).isPlain;
}
