import { inject } from '@angular/core';
import { CanActivateFn, RedirectCommand, Router } from '@angular/router';
import { Session } from '../auth/session';
import { HomeDirectory } from './home-directory';

/**
 * Opens a home of this person and makes it the current one; any other id is simply not found. With an ability,
 * explains when this person lacks it there. Guards of one route run at once, so this is one guard, not two.
 */
export function openHome(ability?: string): CanActivateFn {
  return async (route) => {
    const router = inject(Router);
    const homes = inject(HomeDirectory);
    await homes.ready();
    const home = homes.find(route.paramMap.get('home') ?? '');
    if (!home) {
      return new RedirectCommand(router.parseUrl('/not-found'), { skipLocationChange: true });
    }
    homes.select(home.id);
    return (
      ability === undefined ||
      home.can.includes(ability) ||
      new RedirectCommand(router.parseUrl('/not-permitted'), { skipLocationChange: true })
    );
  };
}

/** Explains when this person lacks an ability on the server itself. */
export function onServer(ability: string): CanActivateFn {
  return async () => {
    const router = inject(Router);
    const homes = inject(HomeDirectory);
    await homes.ready();
    return (
      homes.canOnServer(ability) ||
      new RedirectCommand(router.parseUrl('/not-permitted'), { skipLocationChange: true })
    );
  };
}

/** The start page: the home seen last, its wizard when that is unfinished, or the list when there is none. */
export const goToPreferredHome: CanActivateFn = async () => {
  const router = inject(Router);
  const homes = inject(HomeDirectory);
  const isDemo = inject(Session).isDemo();
  await homes.ready();
  const home = homes.preferred();
  if (!home) {
    return new RedirectCommand(router.parseUrl('/homes'));
  }
  // The demo sets its homes up by itself, a moment after it began to serve.
  const isUnfinished = !isDemo && home.setup !== 'done' && home.can.includes('connection.edit');
  return new RedirectCommand(
    router.createUrlTree(['/homes', home.id, isUnfinished ? 'setup' : 'live']),
  );
};
