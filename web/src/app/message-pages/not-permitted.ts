import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { MessagePage } from './message-page';

/** Explains a page that this person may not see: by their role in the home, by its consent, or as nobody of a provider. */
@Component({
  selector: 'ohm-not-permitted',
  imports: [MessagePage, RouterLink],
  template: `
    <ohm-message-page icon="lock" [heading]="words().heading">
      {{ words().text }}
      <a actions class="button" routerLink="/" i18n>Go to the start page</a>
    </ohm-message-page>
  `,
})
export default class NotPermitted {
  /** From the address. */
  readonly by = input<string>();

  protected readonly words = computed(() => reasons[this.by() ?? ''] ?? byRole);
}

const byRole = {
  heading: $localize`Your role does not allow this`,
  text: $localize`This page needs a right that you do not have. Ask an admin of the home to give you that role or to do it for you.`,
};
const reasons: Readonly<Record<string, typeof byRole>> = {
  consent: {
    heading: $localize`The home did not consent to this`,
    text: $localize`A provider sees of a home what it consented to, and this page is not a part of that. What you may see is under Consent.`,
  },
  provider: {
    heading: $localize`This is for the staff of a provider`,
    text: $localize`These pages show a provider its customers, as far as these consented. Whoever runs this server can make an account for the staff of one.`,
  },
};
