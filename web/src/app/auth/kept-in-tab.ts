import { signal } from '@angular/core';

/**
 * A secret that came behind the '#' of an address, for as long as it is needed. Signing in through a directory leaves
 * the page, and must not take it along in an address: it waits in the storage of this tab, for nothing else.
 */
export class KeptInTab {
  // Where storage is blocked, for as long as the page is not left.
  private readonly value = signal('');

  /** `key` is its name in the storage. */
  constructor(private readonly key: string) {}

  keep(value: string): void {
    this.value.set(value);
    try {
      if (value === '') {
        sessionStorage.removeItem(this.key);
      } else {
        sessionStorage.setItem(this.key, value);
      }
    } catch {
      return;
    }
  }

  /** '' if there is none. */
  read(): string {
    return this.value() || this.stored();
  }

  /** The same; it is kept no longer. */
  take(): string {
    const value = this.read();
    this.forget();
    return value;
  }

  forget(): void {
    this.keep('');
  }

  private stored(): string {
    try {
      return sessionStorage.getItem(this.key) ?? '';
    } catch {
      return '';
    }
  }
}
