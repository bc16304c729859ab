import { Service } from '@angular/core';
import { KeptInTab } from '../auth/kept-in-tab';

/** The token of the invitation that was opened, until it is accepted or turned down. */
@Service()
export class InvitationToken extends KeptInTab {
  constructor() {
    super('ohmstead.invitation');
  }
}
