import { HttpClient } from '@angular/common/http';
import { Component, ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { HomeDirectory, KnownHome } from '../home/home-directory';
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
          @if (canCreate()) {
            <a actions class="button button--primary" routerLink="/setup" i18n>Set up a home</a>
          }
        </ohm-empty-state>
      }
      <ul class="homes">
        @for (home of homes(); track home.id) {
          <li>
            <a class="card home" [routerLink]="['/homes', home.id, 'live']">
              <span class="home__name">{{ home.name }}</span>
              <span class="small muted">{{ home.time_zone }} · {{ roleOf(home) }}</span>
              <ohm-icon name="next" />
            </a>
          </li>
        }
      </ul>
      @if (homes().length > 0 && canCreate()) {
        <div class="actions">
          <a class="button" routerLink="/setup"
            ><ohm-icon name="plus" /><ng-container i18n>Add a home</ng-container></a
          >
        </div>
      }
      @if (canVisit()) {
        <section class="card" aria-labelledby="visit-heading">
          <h2 id="visit-heading" i18n>Visit a home</h2>
          <p class="small muted" i18n>
            As an operator of this server you may look into a home for an hour, when its people
            asked for it. They see at once that you are there, and why.
          </p>
          <form class="fields" novalidate (submit)="visit($event)">
            <div class="field">
              <label for="visit-home" i18n
                >The home’s id, as its people read it in their address bar</label
              >
              <input #place class="input" id="visit-home" autocomplete="off" maxlength="40" />
            </div>
            <div class="field">
              <label for="visit-reason" i18n>Reason</label>
              <input #reason class="input" id="visit-reason" autocomplete="off" maxlength="200" />
            </div>
            <div aria-live="polite">
              @if (failure(); as message) {
                <p class="note note--error"><ohm-icon name="warning" />{{ message }}</p>
              }
            </div>
            <div class="actions">
              <button type="submit" class="button" [disabled]="isBusy()" i18n>
                Enter for an hour
              </button>
            </div>
          </form>
        </section>
      }
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
    .card > p {
      margin-bottom: var(--space-4);
    }
    .home ohm-icon {
      grid-area: icon;
      color: var(--muted);
    }
  `,
})
export default class HomesPage {
  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly directory = inject(HomeDirectory);
  private readonly place = viewChild<ElementRef<HTMLInputElement>>('place');
  private readonly reason = viewChild<ElementRef<HTMLInputElement>>('reason');

  protected readonly homes = this.directory.homes;
  protected readonly canCreate = computed(() => this.directory.canOnServer('homes.create'));
  protected readonly canVisit = computed(() => this.directory.canOnServer('homes.visit'));
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected roleOf(home: KnownHome): string {
    return home.visit ? $localize`you visit it` : (roleSentences[home.role] ?? home.role);
  }

  protected async visit(event: Event): Promise<void> {
    event.preventDefault();
    const home = this.place()?.nativeElement.value.trim() ?? '';
    const reason = this.reason()?.nativeElement.value.trim() ?? '';
    if (home === '' || reason === '') {
      this.failure.set($localize`Give both, the home and the reason.`);
      return;
    }
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await firstValueFrom(
        this.http.post(`api/v1/homes/${encodeURIComponent(home)}/visits`, { reason }),
      );
      await this.directory.reload();
      await this.router.navigate(['/homes', home, 'live']);
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.isBusy.set(false);
    }
  }
}

const roleSentences: Record<string, string> = {
  viewer: $localize`you read it`,
  manager: $localize`you read it`,
  admin: $localize`you are its admin`,
};
