import { inject } from '@angular/core';
import { CanActivateFn, RedirectCommand, Router } from '@angular/router';
import { Session } from './session';

/** Lets signed-in people through; everyone else signs in first and then lands where they wanted to go. */
export const requireSession: CanActivateFn = async (_route, state) => {
  const router = inject(Router);
  const info = await inject(Session).ready();
  return (
    info.signed_in ||
    new RedirectCommand(router.createUrlTree(['/sign-in'], { queryParams: { return: state.url } }))
  );
};
