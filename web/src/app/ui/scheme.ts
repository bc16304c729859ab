import { DOCUMENT, Service, effect, inject, signal } from '@angular/core';
import { mediaQuery } from './media-query';
import { readStored, store } from './stored';

export type Scheme = 'system' | 'light' | 'dark';

/** `early.ts` reads it too, for the time before the app is there. */
const key = 'ohmstead.scheme';

function storedScheme(): Scheme {
  const value = readStored(key);
  return value === 'light' || value === 'dark' ? value : 'system';
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
      const { classList } = this.document.documentElement;
      classList.toggle('scheme-light', this.scheme() === 'light');
      classList.toggle('scheme-dark', this.scheme() === 'dark');
      const meta = this.document.querySelector('meta[name=theme-color]');
      meta?.setAttribute('content', this.isDark() ? '#131312' : '#f6f5f1');
    });
  }

  choose(scheme: Scheme): void {
    this.scheme.set(scheme);
    store(key, scheme === 'system' ? null : scheme);
  }
}
