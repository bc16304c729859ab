import { paths } from "../web/src/app/app.paths";
import { passesAxe } from "./axe";
import { baseOf, enterDemo, expect, openHome, test } from "./demo";

// Axe brings its own script, which the page's policy rightly refuses.
test.use({ bypassCSP: true });

// Where time is short, each scheme and each width once.
const isShort = Boolean(process.env.CI);

for (const scheme of ["light", "dark"] as const) {
  for (const width of isShort
    ? [scheme === "light" ? 1280 : 390]
    : [1280, 390]) {
    test(`every page of the router passes axe (${scheme}, ${width} px)`, async ({
      page,
      demo,
    }) => {
      // Axe takes seconds for a full page, and there are a score of them.
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await enterDemo(page, demo.url, "admin");
      const home = await openHome(page, "House");
      const base = await baseOf(page);
      for (const path of Object.values(paths)) {
        await test.step(path, async () => {
          await page.goto(new URL(path.replace(":home", home), base).href);
          await expect(page.locator("h1").first()).toBeVisible();
          await expect(page.locator(".skeleton")).toHaveCount(0);
          await passesAxe(page);
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth),
          ).toBeLessThanOrEqual(width);
        });
      }
    });
  }
}

test("the sign-in page passes axe", async ({ page, demo }) => {
  await page.goto(new URL(paths.signIn, demo.url).href);
  await expect(page.locator("[data-role=viewer]")).toBeVisible();
  await passesAxe(page);
});
