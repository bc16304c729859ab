import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { HomeDirectory } from '../home/home-directory';
import { EmptyState } from '../ui/empty-state';
import { Icon } from '../ui/icon';

/** All homes of this person, with the role in each. */
@Component({
  selector: 'ohm-homes-page',
  imports: [EmptyState, Icon, RouterLink],
  template: `
    <div class="page page--narrow">
      <h1 i18n>Homes</h1>
      @if (homes().length === 0) {
        <ohm-empty-state icon="home" i18n-heading heading="No home yet">
          <ng-container i18n
            >Create one here, or ask an admin of a home to share it with you.</ng-container
          >
          <a actions class="button button--primary" routerLink="/setup" i18n>Set up a home</a>
        </ohm-empty-state>
      }
      <ul class="homes">
        @for (home of homes(); track home.id) {
          <li>
            <a class="card home" [routerLink]="['/homes', home.id, 'live']">
              <span class="home__name">{{ home.name }}</span>
              <span class="small muted"
                >{{ home.time_zone }} · {{ roleNames[home.role] ?? home.role }}</span
              >
              <ohm-icon name="next" />
            </a>
          </li>
        }
      </ul>
    </div>
  `,
  styles: `
    .homes {
      display: grid;
      gap: var(--space-3);
    }
    .home {
      display: grid;
      grid-template: 'name icon' 'more icon' / 1fr auto;
      align-items: center;
      text-decoration: none;
      padding-block: var(--space-4);
    }
    .home:hover {
      background: var(--sunken);
    }
    .home__name {
      font-size: var(--text-l);
      font-weight: 620;
      overflow-wrap: anywhere;
    }
    ohm-icon {
      grid-area: icon;
      color: var(--muted);
    }
  `,
})
export default class HomesPage {
  protected readonly homes = inject(HomeDirectory).homes;
  protected readonly roleNames: Record<string, string> = {
    viewer: $localize`you read it`,
    manager: $localize`you manage its alerts`,
    admin: $localize`you are its admin`,
  };
}
