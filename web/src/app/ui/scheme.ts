import { DOCUMENT, Service, effect, inject, signal } from '@angular/core';
import { mediaQuery } from './media-query';
import { readStored, store } from './stored';

export type Scheme = 'system' | 'light' | 'dark';

const key = 'ohmstead.scheme';

function storedScheme(): Scheme {
  const value = readStored(key);
  return value === 'light' || value === 'dark' ? value : 'system';
}

function applyScheme(scheme: Scheme, document: Document): void {
  document.documentElement.classList.toggle('scheme-light', scheme === 'light');
  document.documentElement.classList.toggle('scheme-dark', scheme === 'dark');
}

/** Runs before the first paint, so that a chosen scheme never flashes the other one. */
export function applyStoredScheme(): void {
  applyScheme(storedScheme(), document);
}

/** Light, dark, or whatever the system says. `isDark` is what is on screen now; charts redraw by it. */
@Service()
export class SchemeChoice {
  private readonly document = inject(DOCUMENT);
  private readonly isSystemDark = mediaQuery('(prefers-color-scheme: dark)');

  readonly scheme = signal<Scheme>(storedScheme());
  readonly isDark = () =>
    this.scheme() === 'system' ? this.isSystemDark() : this.scheme() === 'dark';

  constructor() {
    effect(() => {
      applyScheme(this.scheme(), this.document);
      const meta = this.document.querySelector('meta[name=theme-color]');
      meta?.setAttribute('content', this.isDark() ? '#131312' : '#f6f5f1');
    });
  }

  choose(scheme: Scheme): void {
    this.scheme.set(scheme);
    store(key, scheme === 'system' ? null : scheme);
  }
}
