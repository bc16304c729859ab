import { Component, computed, inject, signal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { paths } from '../app.paths';
import { Session } from '../auth/session';
import { HomeDirectory } from '../home/home-directory';
import { roleNames } from '../home/role-words';
import { EntryFrame } from '../shell/entry-frame';
import { LoadError } from '../ui/load-error';
import { ConsentCode, codeFrom } from './consent-code';

/** Where the address in a provider's letter leads: to sign in, then to the consents of the home that is meant. */
@Component({
  selector: 'ohm-consent-start',
  imports: [EntryFrame, LoadError, RouterLink],
  template: `
    <ohm-entry-frame>
      @if (failure(); as message) {
        <h1 i18n>A provider asks</h1>
        <ohm-load-error [message]="message" (retry)="begin()" />
      } @else if (homes(); as homes) {
        @if (homes.length === 0) {
          <h1 i18n>You have no home here yet</h1>
          <p class="muted" i18n>
            Providers ask homes, and an admin of the home answers. Once you are in one, open the
            provider’s address again.
          </p>
          <div class="actions">
            <a class="button" routerLink="/homes" i18n>Go to the homes</a>
          </div>
        } @else {
          <h1 i18n>Which home does the provider ask?</h1>
          <p class="muted" i18n>Nothing is shared by choosing one.</p>
          <ul>
            @for (home of homes; track home.id) {
              <li>
                @if (home.canGive) {
                  <a class="button" [routerLink]="home.link" [replaceUrl]="true">{{ home.name }}</a>
                } @else {
                  <p>{{ home.name }}</p>
                  <p class="small muted" i18n>
                    Only its admins answer providers. You are: {{ home.role }}.
                  </p>
                }
              </li>
            }
          </ul>
        }
      } @else {
        <h1 i18n>A provider asks</h1>
      }
    </ohm-entry-frame>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--space-3);
    }
    .button {
      overflow-wrap: anywhere;
    }
  `,
})
export default class ConsentStart {
  private readonly session = inject(Session);
  private readonly directory = inject(HomeDirectory);
  private readonly router = inject(Router);

  private readonly isKnown = signal(false);
  protected readonly failure = signal<string | null>(null);
  /** null: not known yet. */
  protected readonly homes = computed(() =>
    this.isKnown()
      ? this.directory.homes().map((home) => ({
          id: home.id,
          name: home.name,
          link: ['/homes', home.id, 'settings', 'consent'],
          canGive: home.can.includes('consents.give'),
          role: roleNames[home.role] ?? home.role,
        }))
      : null,
  );

  constructor() {
    const code = codeFrom(`#${inject(ActivatedRoute).snapshot.fragment ?? ''}`);
    if (code !== '') {
      inject(ConsentCode).keep(code);
    }
    void this.begin();
  }

  protected async begin(): Promise<void> {
    this.failure.set(null);
    try {
      const info = await this.session.ready();
      if (!info.signed_in) {
        await this.router.navigate(['/', paths.signIn], {
          queryParams: { return: `/${paths.consent}` },
          replaceUrl: true,
        });
        return;
      }
      await this.directory.ready();
      const able = this.directory.homes().filter((home) => home.can.includes('consents.give'));
      const only = able.length === 1 ? able[0] : undefined;
      // Without what stood behind the '#': the code is kept, and whoever looks over a shoulder need not read it.
      await (only
        ? this.router.navigate(['/homes', only.id, 'settings', 'consent'], { replaceUrl: true })
        : this.router.navigate([], { replaceUrl: true }));
      this.isKnown.set(true);
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    }
  }
}
