import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { PageTab, PageTabs } from '../ui/page-tabs';

/** The frame of a provider's pages: one heading, one row of pages. */
@Component({
  selector: 'ohm-provider-frame',
  imports: [PageTabs, RouterOutlet],
  template: `
    <div class="page">
      <header>
        <h1 i18n>Provider</h1>
        <p class="page__lead" i18n>
          Your customers and what they let you see. Whenever you look at a home, it stands in its
          access log.
        </p>
      </header>
      <ohm-page-tabs i18n-name name="Provider" [pages]="pages" />
      <router-outlet />
    </div>
  `,
  styles: `
    /* It takes no room of its own. */
    router-outlet {
      display: none;
    }
  `,
})
export default class ProviderFrame {
  protected readonly pages: readonly PageTab[] = [
    { link: 'customers', label: $localize`Customers` },
    { link: 'requests', label: $localize`Requests` },
    { link: 'load-profile', label: $localize`Load profile` },
    { link: 'comparison', label: $localize`Comparison` },
    { link: 'aggregates', label: $localize`Aggregates` },
  ];
}
