import { Component, inject } from '@angular/core';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { HomeDirectory } from '../home/home-directory';
import { Icon } from '../ui/icon';

/** The home in view, always named; opens the others when there are any. */
@Component({
  selector: 'ohm-home-switcher',
  imports: [Icon, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink],
  template: `
    @if (current(); as home) {
      @if (homes().length > 1) {
        <button type="button" class="switcher" [matMenuTriggerFor]="menu">
          <span class="visually-hidden" i18n>Change home, now:</span>
          <span class="switcher__name">{{ home.name }}</span>
          <ohm-icon name="chevron" />
        </button>
        <mat-menu #menu="matMenu">
          @for (other of homes(); track other.id) {
            <a
              mat-menu-item
              [routerLink]="['/homes', other.id, 'live']"
              [attr.aria-current]="other.id === home.id ? 'true' : null"
            >
              {{ other.name }}
            </a>
          }
          <a mat-menu-item routerLink="/homes" i18n>All homes</a>
        </mat-menu>
      } @else {
        <p class="switcher switcher--only">
          <span class="switcher__name">{{ home.name }}</span>
        </p>
      }
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .switcher {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
      width: 100%;
      min-height: 2.75rem;
      padding: 0 var(--space-3);
      border: 1px solid var(--line);
      border-radius: var(--radius-s);
      background: var(--surface);
      font-weight: 560;
      cursor: pointer;
    }
    .switcher--only {
      cursor: default;
      border-color: transparent;
      background: none;
    }
    .switcher__name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      max-width: 9.5rem;
    }
    ohm-icon {
      flex: none;
      color: var(--muted);
    }
  `,
})
export class HomeSwitcher {
  private readonly directory = inject(HomeDirectory);
  protected readonly homes = this.directory.homes;
  protected readonly current = this.directory.current;
}
