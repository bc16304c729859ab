/** What the roles in a home are called. */
export const roleNames: Readonly<Record<string, string>> = {
  viewer: $localize`Viewer`,
  manager: $localize`Manager`,
  admin: $localize`Admin`,
};

/** What each of them may do, in a few words. */
export const roleWords: Readonly<Record<string, string>> = {
  viewer: $localize`reads everything`,
  manager: $localize`reads everything, as a viewer does for now`,
  admin: $localize`does everything, settings and people included`,
};

export const roles = ['viewer', 'manager', 'admin'] as const;
export type Role = (typeof roles)[number];
