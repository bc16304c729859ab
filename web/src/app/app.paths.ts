/**
 * Every address of the app, once. The router is built from it, a unit test compares the two, and the browser
 * tests walk through it. `:home` stands for the id of a home.
 */
export const paths = {
  signIn: 'sign-in',
  owner: 'setup',
  invitation: 'invitation',
  reset: 'reset',
  kiosk: 'kiosk',
  consent: 'consent',
  homes: 'homes',
  homeSetup: 'homes/:home/setup',
  live: 'homes/:home/live',
  history: 'homes/:home/history',
  devices: 'homes/:home/devices',
  settingsHome: 'homes/:home/settings/home',
  settingsConnection: 'homes/:home/settings/connection',
  settingsChannels: 'homes/:home/settings/channels',
  settingsCorrections: 'homes/:home/settings/corrections',
  settingsFiles: 'homes/:home/settings/files',
  settingsPeople: 'homes/:home/settings/people',
  users: 'system/users',
  settingsTrail: 'homes/:home/settings/trail',
  settingsLinks: 'homes/:home/settings/links',
  customer: 'homes/:home/customer',
  providerCustomers: 'provider/customers',
  providerRequests: 'provider/requests',
  providerLoad: 'provider/load-profile',
  providerComparison: 'provider/comparison',
  providerAggregates: 'provider/aggregates',
  settingsConsent: 'homes/:home/settings/consent',
  settingsAccessLog: 'homes/:home/settings/access-log',
  account: 'account',
  help: 'help',
  notPermitted: 'not-permitted',
  notFound: 'not-found',
  unreachable: 'unreachable',
} as const;

/** The last segment of a path below a given start, for child routes. */
export function below(start: string, path: string): string {
  if (!path.startsWith(`${start}/`)) {
    throw new Error(`${path} is not below ${start}`);
  }
  return path.slice(start.length + 1);
}
