// Runs while the app is still on its way, as it comes with the polyfills, and imports nothing, so that it waits for
// nothing. (`angular.json` names it without its ending: with one, Angular would take it for zone.js and rewrite
// every async function.)

// A chosen scheme, so that the other one does not flash. `ui/scheme.ts` keeps it.
try {
  const scheme = localStorage.getItem('ohmstead.scheme');
  if (scheme) {
    document.documentElement.classList.add(`scheme-${scheme}`);
  }
} catch {
  // Without storage nothing was chosen.
}

// With the first date format of a page the browser loads its calendars. On a phone that takes as long as the whole
// first render of the Live page, which needs one.
new Intl.DateTimeFormat();
