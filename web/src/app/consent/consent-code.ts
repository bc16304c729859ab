import { Service, signal } from '@angular/core';

const key = 'ohmstead.consent-code';

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

/**
 * The code of an address that was opened, until it stands in its field. Signing in through a directory leaves the
 * page, and must not take the code along in an address: it waits in the storage of this tab, for nothing else.
 */
@Service()
export class ConsentCode {
  // Where storage is blocked, for as long as the page is not left.
  private readonly code = signal('');

  keep(code: string): void {
    this.code.set(code);
    try {
      sessionStorage.setItem(key, code);
    } catch {
      return;
    }
  }

  /** The code; '' if there is none. It is kept no longer. */
  take(): string {
    const code = this.code() || stored();
    this.keep('');
    return code;
  }
}

function stored(): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
