import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { MessagePage } from './message-page';

/** Says that an address leads nowhere, in the same words whether it never did or is not yours. */
@Component({
  selector: 'ohm-not-found',
  imports: [MessagePage, RouterLink],
  template: `
    <ohm-message-page icon="help" i18n-heading heading="There is no such page">
      <ng-container i18n
        >The address may be mistyped, or what it showed does not exist any more, or is not yours to
        see.</ng-container
      >
      <a actions class="button" routerLink="/" i18n>Go to the start page</a>
    </ohm-message-page>
  `,
})
export default class NotFound {}
