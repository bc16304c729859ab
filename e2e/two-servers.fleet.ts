import { Locator, Page, expect, test } from "@playwright/test";

function given(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `${name} is not set: start tests/peers/fleet_browser_test.py`,
    );
  }
  return value;
}

const servers = [given("OHMSTEAD_FLEET_A"), given("OHMSTEAD_FLEET_B")] as const;
const home = `homes/${given("OHMSTEAD_FLEET_HOME")}`;
const live = `${home}/live`;

function use(page: Page): Locator {
  return page.locator("[data-node=home]");
}

test("who signs in at one server follows the home at the other, with the same values", async ({
  page,
  context,
}) => {
  const [a, b] = servers;
  await page.goto(`${a}/sign-in`);
  await page.getByLabel("E-mail address").fill(given("OHMSTEAD_FLEET_EMAIL"));
  await page.getByLabel("Password").fill(given("OHMSTEAD_FLEET_PASSWORD"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await page.goto(`${a}/${live}`);
  await expect(use(page)).toHaveText(/\d/);

  const other = await context.newPage();
  await other.goto(`${b}/${live}`);
  await expect(use(other)).toHaveText(/\d/);

  const seen = new Set<string | null>();
  await expect
    .poll(
      async () => {
        const [here, there] = [
          await use(page).textContent(),
          await use(other).textContent(),
        ];
        if (here === there) {
          seen.add(here);
        }
        return seen.size;
      },
      { timeout: 60_000, intervals: [200] },
    )
    .toBeGreaterThanOrEqual(3);

  for (const shown of [page, other]) {
    await expect(shown.locator(".device__switch")).toHaveText("off");
    // The agent has sent no sums.
    await expect(shown.locator("[data-today=home]").first()).toHaveText("–");
  }
  await other.goto(`${b}/${home}/settings/connection`);
  await expect(other.locator("[data-by-agent]")).toBeVisible();
  await expect(other.getByText("Last heard of")).toBeVisible();
  await expect(other.locator("form")).toHaveCount(0);
  await expect(other.locator(".facts")).not.toContainText("Since");
});
