import { inject } from '@angular/core';
import { CanActivateFn, GuardResult, RedirectCommand, Router } from '@angular/router';
import { Session } from '../auth/session';
import { HomeDirectory, seesLive } from './home-directory';

/**
 * Opens a home of this person and makes it the current one; any other id is simply not found. With an ability,
 * explains when this person lacks it there. Guards of one route run at once, so this is one guard, not two.
 */
export function openHome(ability?: string): CanActivateFn {
  return async (route) => {
    const router = inject(Router);
    const homes = inject(HomeDirectory);
    await homes.ready();
    const id = route.paramMap.get('home') ?? '';
    await homes.openCustomer(id);
    const home = homes.find(id);
    if (!home) {
      return new RedirectCommand(router.parseUrl('/not-found'), { skipLocationChange: true });
    }
    homes.select(home.id);
    return (
      ability === undefined ||
      home.can.includes(ability) ||
      notPermitted(router, home.consent === null ? 'role' : 'consent')
    );
  };
}

/** Explains, of a page that no consent is for, when the home is a customer's. Below a route that opens the home. */
export const ofOwnHome: CanActivateFn = () =>
  !inject(HomeDirectory).current()?.consent || notPermitted(inject(Router), 'consent');

/** Explains, of a page that only a consent leads to, when the home is of this person. */
export const ofCustomer: CanActivateFn = () =>
  !!inject(HomeDirectory).current()?.consent || notPermitted(inject(Router), 'provider');

/** The same of a customer's page of this moment, when the consent is for sums alone. */
export const ofLiveHome: CanActivateFn = () => {
  const home = inject(HomeDirectory).current();
  return home === null || seesLive(home) || notPermitted(inject(Router), 'consent');
};

/** The pages of providers are for their staff. What was seen of a customer's home before is left. */
export const asProvider: CanActivateFn = async () => {
  const router = inject(Router);
  const homes = inject(HomeDirectory);
  await homes.ready();
  if (!homes.isOfProvider()) {
    return notPermitted(router, 'provider');
  }
  homes.leave();
  return true;
};

function notPermitted(router: Router, by: 'role' | 'consent' | 'provider'): GuardResult {
  return new RedirectCommand(router.createUrlTree(['/not-permitted'], { queryParams: { by } }), {
    skipLocationChange: true,
  });
}

/** Explains when this person lacks an ability on the server itself. */
export function onServer(ability: string): CanActivateFn {
  return async () => {
    const router = inject(Router);
    const homes = inject(HomeDirectory);
    await homes.ready();
    return homes.canOnServer(ability) || notPermitted(router, 'role');
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
    return new RedirectCommand(router.parseUrl(homes.isOfProvider() ? '/provider' : '/homes'));
  }
  // The demo sets its homes up by itself, a moment after it began to serve.
  const isUnfinished = !isDemo && home.setup !== 'done' && home.can.includes('connection.edit');
  return new RedirectCommand(
    router.createUrlTree(['/homes', home.id, isUnfinished ? 'setup' : 'live']),
  );
};
