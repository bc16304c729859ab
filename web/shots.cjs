const { chromium } = require('@playwright/test');
const base = process.argv[2];
const specs = process.argv.slice(3); // name|home|query|scheme|width|tz|act
(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  let state;
  for (const spec of specs) {
    const [name, homeName, query, scheme = 'light', width = '1280', tz = 'America/New_York', act = ''] = spec.split('|');
    const ctx = await browser.newContext({ colorScheme: scheme, viewport: { width: +width, height: 900 }, timezoneId: tz, reducedMotion: 'reduce', storageState: state, locale: 'en-GB' });
    const page = await ctx.newPage();
    page.on('console', (m) => m.type() === 'error' && console.log(name, 'console', m.text()));
    page.on('pageerror', (e) => console.log(name, 'error', e.message));
    if (process.env.FAKE) await page.route('**/energy?*', async (route) => {
      const url = new URL(route.request().url());
      const compare = url.searchParams.get('compare');
      url.searchParams.delete('compare'); url.searchParams.delete('only_complete');
      const answer = await route.fetch({ url: url.href });
      const body = await answer.json();
      if (compare) {
        const shift = (d) => new Date(Date.parse(d) - 86400000 * (url.searchParams.get('period') === 'hour' ? 1 : 7)).toISOString().slice(0, 10);
        url.searchParams.set('from', shift(url.searchParams.get('from'))); url.searchParams.set('to', shift(url.searchParams.get('to')));
        const other = await (await route.fetch({ url: url.href })).json();
        body.compare = { ...other, compare, from: other.t[0], to: other.t_end.at(-1), until: body.complete_until, days: 0.4, compared_days: 1, aligned: other.t.map((_, i) => (i < body.t.length ? i : null)) };
      }
      await route.fulfill({ response: answer, json: body });
    });
    await page.goto(base);
    if (!state) { await page.locator('[data-role=admin]').click(); await page.waitForURL(/live$/); state = await ctx.storageState(); }
    const id = await page.evaluate(async (n) => (await (await fetch('api/v1/homes')).json()).items.find((h) => h.name === n).id, homeName);
    await page.goto(`${base}homes/${id}/history${query}`);
    await page.waitForSelector('h1');
    await page.waitForTimeout(2500);
    for (const a of act.split(';').filter(Boolean)) {
      if (a.startsWith('click:')) await page.locator(a.slice(6)).first().click();
      if (a.startsWith('key:')) await page.keyboard.press(a.slice(4));
      if (a.startsWith('hover:')) await page.locator(a.slice(6)).first().hover();
      if (a.startsWith('focus:')) await page.locator(a.slice(6)).first().focus();
      await page.waitForTimeout(800);
    }
    await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
    await ctx.close();
  }
  await browser.close();
})();
