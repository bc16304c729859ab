import { inject } from '@angular/core';
import { CanActivateFn, RedirectCommand, Router } from '@angular/router';
import { HomeDirectory } from '../home/home-directory';

/** The pages of a home's settings in their order, each with what a person has to be able to do to use it. */
export const settingsPages = [
  { link: 'home', label: $localize`Home`, needs: 'home.edit' },
  { link: 'connection', label: $localize`Connection`, needs: 'connection.edit' },
  { link: 'channels', label: $localize`Channels`, needs: 'channels.edit' },
  { link: 'corrections', label: $localize`Corrections`, needs: 'figures.correct' },
  { link: 'files', label: $localize`Import and export`, needs: 'files.import' },
  { link: 'trail', label: $localize`Trail`, needs: 'trail.read' },
  { link: 'people', label: $localize`People`, needs: 'people.read' },
  { link: 'links', label: $localize`Links`, needs: 'links.edit' },
  { link: 'consent', label: $localize`Consent`, needs: 'consents.read' },
  { link: 'access-log', label: $localize`Access log`, needs: 'consents.read' },
] as const;

/** Where the settings begin for this person. */
export const goToFirstSetting: CanActivateFn = async (route) => {
  const router = inject(Router);
  const homes = inject(HomeDirectory);
  await homes.ready();
  const home = homes.find(route.paramMap.get('home') ?? '');
  const first = settingsPages.find(({ needs }) => home?.can.includes(needs));
  return new RedirectCommand(
    first && home
      ? router.createUrlTree(['/homes', home.id, 'settings', first.link])
      : router.parseUrl('/not-permitted'),
    { skipLocationChange: !first },
  );
};
