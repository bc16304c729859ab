import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { MessagePage } from './message-page';

/** Explains a page that needs a higher role in this home. */
@Component({
  selector: 'ohm-not-permitted',
  imports: [MessagePage, RouterLink],
  template: `
    <ohm-message-page icon="lock" i18n-heading heading="Your role does not allow this">
      <ng-container i18n
        >This page needs a right that you do not have. Ask one of the home’s admins for the role, or
        to do it for you.</ng-container
      >
      <a actions class="button" routerLink="/" i18n>Go to the start page</a>
    </ohm-message-page>
  `,
})
export default class NotPermitted {}
