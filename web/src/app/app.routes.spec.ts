import { Route, Routes } from '@angular/router';
import { below, paths } from './app.paths';
import { routes } from './app.routes';

function isPage(route: Route): boolean {
  return (route.component ?? route.loadComponent) !== undefined && !route.children;
}

function pagesIn(list: Routes, start = ''): string[] {
  return list.flatMap((route) => {
    const path = [start, route.path ?? ''].filter((part) => part !== '').join('/');
    const own = isPage(route) && route.path !== '**' ? [path] : [];
    return [...own, ...pagesIn(route.children ?? [], path)];
  });
}

describe('routes', () => {
  it('are exactly the listed paths, so that tests that walk the list walk the app', () => {
    expect(pagesIn(routes).sort()).toEqual(Object.values(paths).sort());
  });
  it('all carry a title', () => {
    const untitled = (list: Routes): Routes =>
      list.flatMap((route) => [
        ...(isPage(route) && !route.title ? [route] : []),
        ...untitled(route.children ?? []),
      ]);
    expect(untitled(routes)).toEqual([]);
  });
  it('refuse to nest a path under a start it does not have', () => {
    expect(() => below('homes', 'account')).toThrow();
  });
});
