import { Service } from '@angular/core';
import { KeptInTab } from '../auth/kept-in-tab';

/** The code in what somebody typed or pasted: the code itself, or the whole address that has it behind its '#'. */
export function codeFrom(text: string): string {
  const [, fragment] = text.split('#', 2);
  const code =
    fragment === undefined ? text : (new URLSearchParams(fragment.trim()).get('code') ?? '');
  // In letters, long codes are broken into groups.
  return code.replace(/\s/g, '');
}

/** The address that a provider hands its customers. What stands behind '#' is sent to no server. */
export function addressWithCode(base: string, code: string): string {
  return new URL(`consent#code=${code}`, base).href;
}

/** The code of an address that was opened, until it stands in its field. */
@Service()
export class ConsentCode extends KeptInTab {
  constructor() {
    super('ohmstead.consent-code');
  }
}
