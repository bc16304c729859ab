import { Component, inject } from '@angular/core';
import { Session } from '../auth/session';
import { Icon } from '../ui/icon';

/** Says on every page that was sent in the clear that others could read along. */
@Component({
  selector: 'ohm-plain-notice',
  imports: [Icon],
  template: `
    @if (isPlain()) {
      <aside class="plain" i18n-aria-label aria-label="Security">
        <ohm-icon name="unlock" /><span i18n
          >Not encrypted: others on this network could read along.</span
        >
      </aside>
    }
  `,
  styles: `
    .plain {
      display: flex;
      gap: var(--space-2);
      align-items: center;
      padding: var(--space-1) var(--space-8);
      background: var(--notice-surface);
      color: var(--notice-ink);
      font-size: var(--text-s);
    }
    ohm-icon {
      flex: none;
      width: 1rem;
      height: 1rem;
    }
    @media (max-width: 40rem) {
      .plain {
        padding-inline: var(--space-4);
      }
    }
  `,
})
export class PlainNotice {
  protected readonly isPlain = inject(Session).isPlain;
}
