import { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { Session } from './session';

/** Every write by cookie repeats the token that the session handed out. */
export const attachCsrf: HttpInterceptorFn = (request, next) => {
  const token = inject(Session).info()?.csrf_token;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return next(
    token && !isRead ? request.clone({ setHeaders: { 'X-CSRF-Token': token } }) : request,
  );
};
