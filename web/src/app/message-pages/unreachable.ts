import { Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { PlainNotice } from '../shell/plain-notice';
import { MessagePage } from './message-page';

/** Shown when a page could not even begin: the server, or a part of the app, did not load. */
@Component({
  selector: 'ohm-unreachable',
  imports: [MessagePage, PlainNotice],
  template: `
    <ohm-plain-notice />
    <main>
      <ohm-message-page icon="offline" i18n-heading heading="Ohmstead does not answer">
        <ng-container i18n>
          The server could not be reached. It may be restarting, or you may be on another network.
          Nothing is lost: it keeps recording, or catches up when it is back.
        </ng-container>
        <button actions type="button" class="button button--primary" (click)="retry()" i18n>
          Try again
        </button>
      </ohm-message-page>
    </main>
  `,
})
export default class Unreachable {
  private readonly router = inject(Router);

  readonly return = input('/', { transform: (value: string | undefined) => value ?? '/' });

  protected retry(): void {
    void this.router.navigateByUrl(this.return().startsWith('/') ? this.return() : '/');
  }
}
