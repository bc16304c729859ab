import { DOCUMENT, DestroyRef, Signal, inject, signal } from '@angular/core';

/** Whether a media query holds, for as long as who asks lives. False where there is no window. */
export function mediaQuery(query: string): Signal<boolean> {
  const list = inject(DOCUMENT).defaultView?.matchMedia?.(query);
  const matches = signal(list?.matches ?? false);
  const follow = (event: MediaQueryListEvent): void => matches.set(event.matches);
  list?.addEventListener('change', follow);
  inject(DestroyRef).onDestroy(() => list?.removeEventListener('change', follow));
  return matches.asReadonly();
}
