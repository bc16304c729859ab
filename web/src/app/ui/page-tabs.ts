import { Component, input } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

export interface PageTab {
  /** Relative to the page that has the tabs. */
  readonly link: string;
  readonly label: string;
}

/** The pages of a frame, in one row. */
@Component({
  selector: 'ohm-page-tabs',
  imports: [RouterLink, RouterLinkActive],
  template: `
    <nav class="tabs" [attr.aria-label]="name()" [hidden]="pages().length < 2">
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
export class PageTabs {
  readonly name = input.required<string>();
  readonly pages = input.required<readonly PageTab[]>();

  /** On a phone the tabs are wider than the page. */
  protected show(tab: HTMLElement, isHere: boolean): void {
    if (isHere) {
      tab.scrollIntoView({ block: 'nearest', inline: 'center' });
    }
  }
}
