import { baseOf, enterDemo, expect, get, openHome, test } from "./demo";

test("a viewer of the demo sees every home live, and no settings", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const me = await get<{ homes: { role: string }[] }>(page, "api/v1/me");
  expect(me.homes.map((home) => home.role)).toEqual([
    "viewer",
    "viewer",
    "viewer",
  ]);
  for (const name of ["House", "Flat", "Cottage"]) {
    await openHome(page, name);
    await expect(page.locator(".page__lead").first()).toContainText(name);
  }
  await expect(page.getByRole("link", { name: "Settings" })).toHaveCount(0);
});

test("a viewer who types the address of the settings is told why not", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const home = await openHome(page, "House");
  await page.goto(
    new URL(`homes/${home}/settings/home`, await baseOf(page)).href,
  );
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Your role does not allow this",
  );
});

test("an admin of the demo finds the settings, and the token is never shown", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  await openHome(page, "House");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Connection" }).click();
  await expect(page.getByLabel("Long-lived access token")).toHaveValue("");
  await expect(page.getByText("A token is stored.")).toBeVisible();
});

test("whoever enters the demo as Provider works for a company, and is in no home", async ({
  page,
  demo,
}) => {
  await page.goto(demo.url);
  await page.locator("[data-role=provider]").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
  const me = await get<{ server_role: string; homes: unknown[] }>(
    page,
    "api/v1/me",
  );
  expect(me.server_role).toBe("provider");
  expect(me.homes).toEqual([]);
  await expect
    .poll(
      async () =>
        (await get<{ items: unknown[] }>(page, "api/v1/providers/customers"))
          .items.length,
      { timeout: 60_000 },
    )
    .toBeGreaterThan(40);
});

test("a home that does not exist is not found", async ({ page, demo }) => {
  await enterDemo(page, demo.url, "viewer");
  await page.goto(
    new URL("homes/aaaaaaaaaaaaaaaaaaaa/live", await baseOf(page)).href,
  );
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "There is no such page",
  );
});

test("signing out leads to the sign-in page and back to where one was", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  await page.getByRole("link", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in$/);
  await page.goto(new URL("help", demo.url).href);
  await page.waitForURL(/\/sign-in\?return=%2Fhelp$/);
  await page.locator("[data-role=viewer]").click();
  await page.waitForURL(/\/help$/);
});
