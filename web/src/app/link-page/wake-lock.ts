import { DOCUMENT, DestroyRef, inject } from '@angular/core';

/**
 * Keeps the screen on while the page is shown, where the browser can: it lets go whenever the page is hidden, so it
 * is asked again when it is back. To be called where injection is possible.
 */
export function keepScreenOn(): void {
  const document = inject(DOCUMENT);
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) {
      return;
    }
    try {
      const taken = await navigator.wakeLock.request('screen');
      if (isOver) {
        await taken.release();
      } else {
        lock = taken;
      }
    } catch {
      // An empty battery, or a browser that does not want to: the screen goes off as it always does.
    }
  };
  const askAgain = (): void => void ask();
  document.addEventListener('visibilitychange', askAgain);
  inject(DestroyRef).onDestroy(() => {
    isOver = true;
    document.removeEventListener('visibilitychange', askAgain);
    void lock?.release();
  });
  askAgain();
}
