import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { ApplicationConfig, inject, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  RedirectCommand,
  Router,
  TitleStrategy,
  provideRouter,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withRouterConfig,
} from '@angular/router';
import { paths } from './app.paths';
import { routes } from './app.routes';
import { attachCsrf } from './auth/attach-csrf';
import { leaveWhenSignedOut } from './auth/leave-when-signed-out';
import { PageTitle } from './shell/page-title';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([attachCsrf, leaveWhenSignedOut])),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withRouterConfig({ paramsInheritanceStrategy: 'always' }),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      withNavigationErrorHandler(
        (error) =>
          new RedirectCommand(
            inject(Router).createUrlTree([paths.unreachable], {
              queryParams: { return: error.url },
            }),
            { skipLocationChange: true },
          ),
      ),
    ),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
