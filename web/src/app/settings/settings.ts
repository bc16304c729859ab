import { Component, computed, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { HomeDirectory } from '../home/home-directory';
import { PageTabs } from '../ui/page-tabs';
import { settingsPages } from './settings-pages';

/** The frame of a home's settings: one heading, one row of pages. */
@Component({
  selector: 'ohm-settings',
  imports: [PageTabs, RouterOutlet],
  template: `
    <div class="page page--narrow">
      <header>
        <h1>{{ heading() }}</h1>
        <p class="page__lead">{{ name() }}</p>
      </header>
      <ohm-page-tabs i18n-name name="Settings" [pages]="pages()" />
      <router-outlet />
    </div>
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
}
