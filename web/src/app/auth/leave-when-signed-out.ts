import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { Router } from '@angular/router';
import { catchError, throwError } from 'rxjs';
import { Session } from './session';

/** A 401 in the middle of work means that the session ended. */
export const leaveWhenSignedOut: HttpInterceptorFn = (request, next) => {
  const session = inject(Session);
  const router = inject(Router);
  return next(request).pipe(
    catchError((error: unknown) => {
      if (error instanceof HttpErrorResponse && error.status === 401) {
        leaveToSignIn(session, router);
      }
      return throwError(() => error);
    }),
  );
};

/** Whose session has ended signs in again, then comes back to the same page. */
export function leaveToSignIn(session: Session, router: Router): void {
  if (session.isSignedIn()) {
    session.forget();
    void router.navigate(['/sign-in'], { queryParams: { return: router.url } });
  }
}
