import { inject } from '@angular/core';
import { Routes } from '@angular/router';
import { below, paths } from './app.paths';
import { requireSession } from './auth/require-session';
import { HomeDirectory } from './home/home-directory';
import {
  asProvider,
  goToPreferredHome,
  ofCustomer,
  ofLiveHome,
  ofOwnHome,
  onServer,
  openHome,
} from './home/home-guards';
import LivePage from './live-page/live-page';
import { goToFirstSetting } from './settings/settings-pages';
import { Shell } from './shell/shell';

const home = 'homes/:home';
const settings = `${home}/settings`;
const provider = 'provider';

export const routes: Routes = [
  {
    path: paths.signIn,
    title: $localize`Sign in`,
    loadComponent: () => import('./sign-in/sign-in'),
  },
  {
    path: paths.owner,
    title: $localize`Set up`,
    loadComponent: () => import('./setup/owner-setup'),
  },
  {
    path: paths.invitation,
    title: $localize`Invitation`,
    loadComponent: () => import('./people/invitation-page'),
  },
  {
    path: paths.reset,
    title: $localize`New password`,
    loadComponent: () => import('./reset/reset-password'),
  },
  {
    path: paths.kiosk,
    title: $localize`Home`,
    loadComponent: () => import('./link-page/link-page'),
  },
  {
    path: paths.consent,
    title: $localize`A provider asks`,
    loadComponent: () => import('./consent/consent-start'),
  },
  {
    path: paths.unreachable,
    title: $localize`No answer`,
    loadComponent: () => import('./message-pages/unreachable'),
  },
  {
    path: paths.homeSetup,
    canActivate: [requireSession],
    children: [
      {
        path: '',
        title: $localize`Set up your home`,
        canActivate: [openHome('connection.edit')],
        loadComponent: () => import('./setup/home-setup'),
      },
    ],
  },
  {
    path: '',
    component: Shell,
    canActivate: [requireSession],
    resolve: { homes: () => inject(HomeDirectory).ready() },
    children: [
      { path: '', pathMatch: 'full', canActivate: [goToPreferredHome], children: [] },
      {
        path: paths.homes,
        title: $localize`Homes`,
        loadComponent: () => import('./homes-page/homes-page'),
      },
      {
        path: home,
        canActivate: [openHome()],
        children: [
          { path: '', pathMatch: 'full', redirectTo: below(home, paths.live) },
          {
            path: below(home, paths.live),
            title: $localize`Live`,
            canActivate: [ofLiveHome],
            // Where everybody arrives: a chunk of its own would be one more wait in a row.
            component: LivePage,
          },
          {
            path: below(home, paths.history),
            title: $localize`History`,
            loadComponent: () => import('./history-page/history-page'),
          },
          {
            path: below(home, paths.devices),
            title: $localize`Devices`,
            canActivate: [ofOwnHome],
            loadComponent: () => import('./devices-page/devices-page'),
          },
          {
            path: below(home, paths.customer),
            title: $localize`Consent`,
            canActivate: [ofCustomer],
            loadComponent: () => import('./provider/customer-page'),
          },
          {
            path: below(home, settings),
            canActivate: [ofOwnHome],
            loadComponent: () => import('./settings/settings'),
            children: [
              { path: '', pathMatch: 'full', canActivate: [goToFirstSetting], children: [] },
              {
                path: below(settings, paths.settingsHome),
                canActivate: [openHome('home.edit')],
                title: $localize`Home settings`,
                loadComponent: () => import('./settings/home-settings'),
              },
              {
                path: below(settings, paths.settingsConnection),
                canActivate: [openHome('connection.edit')],
                title: $localize`Connection settings`,
                loadComponent: () => import('./settings/connection-settings'),
              },
              {
                path: below(settings, paths.settingsChannels),
                canActivate: [openHome('channels.edit')],
                title: $localize`Channel settings`,
                loadComponent: () => import('./settings/channel-settings'),
              },
              {
                path: below(settings, paths.settingsCorrections),
                canActivate: [openHome('figures.correct')],
                title: $localize`Corrections`,
                loadComponent: () => import('./settings/correction-settings'),
              },
              {
                path: below(settings, paths.settingsFiles),
                canActivate: [openHome('files.import')],
                title: $localize`Import and export`,
                loadComponent: () => import('./settings/files-settings'),
              },
              {
                path: below(settings, paths.settingsPeople),
                canActivate: [openHome('people.read')],
                title: $localize`People`,
                loadComponent: () => import('./people/people-page'),
              },
              {
                path: below(settings, paths.settingsTrail),
                canActivate: [openHome('trail.read')],
                title: $localize`Trail`,
                loadComponent: () => import('./settings/trail-settings'),
              },
              {
                path: below(settings, paths.settingsLinks),
                canActivate: [openHome('links.edit')],
                title: $localize`Links`,
                loadComponent: () => import('./settings/link-settings'),
              },
              {
                path: below(settings, paths.settingsConsent),
                canActivate: [openHome('consents.read')],
                title: $localize`Consent`,
                loadComponent: () => import('./consent/consent-page'),
              },
              {
                path: below(settings, paths.settingsAccessLog),
                canActivate: [openHome('consents.read')],
                title: $localize`Access log`,
                loadComponent: () => import('./consent/access-log-page'),
              },
            ],
          },
        ],
      },
      {
        path: provider,
        canActivate: [asProvider],
        loadComponent: () => import('./provider/provider-frame'),
        children: [
          { path: '', pathMatch: 'full', redirectTo: below(provider, paths.providerCustomers) },
          {
            path: below(provider, paths.providerCustomers),
            title: $localize`Customers`,
            loadComponent: () => import('./provider/customer-list'),
          },
          {
            path: below(provider, paths.providerRequests),
            title: $localize`Requests`,
            loadComponent: () => import('./provider/request-list'),
          },
          {
            path: below(provider, paths.providerLoad),
            title: $localize`Load profile`,
            loadComponent: () => import('./provider/load-profile'),
          },
          {
            path: below(provider, paths.providerComparison),
            title: $localize`Comparison`,
            loadComponent: () => import('./provider/comparison'),
          },
          {
            path: below(provider, paths.providerAggregates),
            title: $localize`Aggregates`,
            loadComponent: () => import('./provider/aggregates'),
          },
        ],
      },
      {
        path: paths.users,
        canActivate: [onServer('users.manage')],
        title: $localize`Users`,
        loadComponent: () => import('./system/users-page'),
      },
      {
        path: paths.account,
        title: $localize`Account`,
        loadComponent: () => import('./account/account'),
      },
      { path: paths.help, title: $localize`Help`, loadComponent: () => import('./help/help') },
      {
        path: paths.notPermitted,
        title: $localize`Not permitted`,
        loadComponent: () => import('./message-pages/not-permitted'),
      },
      {
        path: paths.notFound,
        title: $localize`Not found`,
        loadComponent: () => import('./message-pages/not-found'),
      },
      {
        path: '**',
        title: $localize`Not found`,
        loadComponent: () => import('./message-pages/not-found'),
      },
    ],
  },
];
