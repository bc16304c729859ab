import { Component, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { HomeDirectory } from '../home/home-directory';
import { settingsPages } from './settings-pages';

/** The frame of a home's settings: one heading, one row of pages. */
@Component({
  selector: 'ohm-settings',
  imports: [RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <div class="page page--narrow">
      <header>
        <h1>{{ heading() }}</h1>
        <p class="page__lead">{{ name() }}</p>
      </header>
      <nav class="tabs" i18n-aria-label aria-label="Settings" [hidden]="pages().length === 1">
        @for (page of pages(); track page.link) {
          <a
            #tab
            class="tabs__tab"
            [routerLink]="page.link"
            routerLinkActive="tabs__tab--here"
            ariaCurrentWhenActive="page"
            (isActiveChange)="show(tab, $event)"
            >{{ page.label }}</a
          >
        }
      </nav>
      <router-outlet />
    </div>
  `,
  styles: `
    .tabs {
      display: flex;
      gap: var(--space-4);
      border-bottom: 1px solid var(--line);
      overflow: auto hidden;
    }
    .tabs[hidden] {
      display: none;
    }
    .tabs__tab {
      padding: var(--space-3) 0;
      white-space: nowrap;
      color: var(--muted);
      font-weight: 560;
      text-decoration: none;
      border-bottom: 2px solid transparent;
      margin-bottom: -1px;
    }
    .tabs__tab:hover {
      color: var(--ink);
    }
    .tabs__tab--here {
      color: var(--ink);
      border-bottom-color: var(--ink);
    }
  `,
})
export default class Settings {
  private readonly homes = inject(HomeDirectory);

  protected readonly name = computed(() => this.homes.current()?.name ?? '');
  /** What this person's role can never use is not there. */
  protected readonly pages = computed(() =>
    settingsPages.filter((page) => this.homes.can(page.needs)),
  );
  protected readonly heading = computed(() => {
    const [page, ...others] = this.pages();
    if (page && others.length === 0) {
      return page.label;
    }
    return this.homes.can('home.edit') ? $localize`Settings` : $localize`People and access`;
  });

  /** On a phone the tabs are wider than the page. */
  protected show(tab: HTMLElement, isHere: boolean): void {
    if (isHere) {
      tab.scrollIntoView({ block: 'nearest', inline: 'center' });
    }
  }
}
