import { Component, input } from '@angular/core';
import { ShownOnce } from '../ui/shown-once';

/** The address of a page with a token, which stays out of every server's log behind the '#'. */
export function addressWithToken(
  base: string,
  page: 'invitation' | 'reset',
  token: string,
): string {
  return new URL(`${page}#token=${token}`, base).href;
}

/** A link that can be seen this once: to copy, or to scan. */
@Component({
  selector: 'ohm-link-once',
  imports: [ShownOnce],
  template: `
    <ohm-shown-once [text]="address()" i18n-label label="The link, to scan">
      <p i18n>The link for {{ name() }}. It is not shown again: hand it on now.</p>
    </ohm-shown-once>
  `,
})
export class LinkOnce {
  readonly name = input.required<string>();
  readonly address = input.required<string>();
}
