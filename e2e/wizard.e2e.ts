import { Page } from "@playwright/test";
import { expect, get, test } from "./demo";
import { becomeOwner } from "./owner";
import {
  Running,
  simulatorToken,
  startServer,
  startSimulator,
} from "./processes";

let server: Running;
let simulator: Running;
test.beforeAll(async () => {
  [server, simulator] = await Promise.all([
    startServer([]),
    startSimulator("house"),
  ]);
});
test.afterAll(() => Promise.all([server.stop(), simulator.stop()]));

test("the wizard leads from the printed link to a live home, and can be left and resumed", async ({
  page,
}) => {
  await becomeOwner(page, server.url, server);
  const result = page.locator("[data-connection-result]");
  const next = page.getByRole("button", { name: "Continue" });
  const heading = page.getByRole("heading", { level: 1 });

  await test.step("says in one sentence what is wrong", async () => {
    await page
      .getByLabel("Address of Home Assistant")
      .fill("http://127.0.0.1:9");
    await page.getByLabel("Long-lived access token").fill(simulatorToken);
    await next.click();
    await expect(result).toContainText("Nothing answers at this address.", {
      timeout: 20_000,
    });
    await page.getByLabel("Address of Home Assistant").fill(server.url);
    await next.click();
    await expect(result).toContainText(/not Home Assistant|certificate/, {
      timeout: 20_000,
    });
    await page.getByLabel("Address of Home Assistant").fill(simulator.url);
    await page.getByLabel("Long-lived access token").fill("wrong");
    await next.click();
    await expect(result).toContainText("does not accept this token", {
      timeout: 20_000,
    });
  });

  await test.step("goes on with the right token", async () => {
    await page.getByLabel("Long-lived access token").fill(simulatorToken);
    await next.click();
    await expect(heading).toHaveText("What measures what?", {
      timeout: 20_000,
    });
    await expect(page.locator("ohm-channel-row").first()).toBeVisible({
      timeout: 30_000,
    });
  });

  await test.step("can be left and resumed at the same step", async () => {
    await page.getByRole("link", { name: "Finish later" }).click();
    await page.getByRole("link", { name: "Set up this home" }).click();
    await expect(heading).toHaveText("What measures what?");
    await expect(page.locator("ohm-channel-row").first()).toBeVisible({
      timeout: 30_000,
    });
  });

  await test.step("takes the proposals, one left out and one renamed", async () => {
    const rows = page.locator("ohm-channel-row");
    const count = await rows.count();
    expect(count).toBeGreaterThan(8);
    const last = rows.last();
    await last.getByRole("checkbox").first().uncheck();
    await rows.first().getByLabel("Name").fill("Main meter");
    await rows.first().getByLabel("Name").blur();
    await page
      .getByRole("button", { name: `Continue with ${count - 1} channels` })
      .click();
    await expect(heading).toHaveText("About the home", { timeout: 20_000 });
  });

  await test.step("offers what Home Assistant knows of the place", async () => {
    await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Amsterdam");
    await expect(page.getByLabel("Currency")).toHaveValue("EUR");
    await page.getByLabel("Name").fill("Our house");
    await next.click();
  });

  await test.step("checks with the live balance", async () => {
    await expect(heading).toHaveText("Does this look right?");
    await expect(page.locator("[data-check-sentence]")).toHaveText(
      /^Your house uses \d+\.\d\d\skW\. Right\?$/,
      { timeout: 30_000 },
    );
    await page.getByRole("button", { name: "Yes, that is right" }).click();
    await page.waitForURL(/\/live$/);
    await expect(page.locator("[data-node=home]")).toHaveText(/\d/);
    await expect(page.locator(".page__lead").first()).toContainText(
      "Our house",
    );
  });

  await test.step("can be run again: what is changed changes, and nothing else is lost", async () => {
    // The sums of today follow a new time zone within 10 s; midnight in Amsterdam never is that in UTC.
    await expect
      .poll(async () => (await everythingOf(page)).today?.from, {
        timeout: 30_000,
      })
      .toMatch(/T2[23]:00:00Z$/);
    const before = await everythingOf(page);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "Run the set-up again" }).click();
    await expect(heading).toHaveText("Where is your Home Assistant?");
    await expect(page.getByLabel("Address of Home Assistant")).toHaveValue(
      simulator.url,
    );
    await expect(page.getByLabel("Long-lived access token")).toHaveValue("");
    await next.click();

    await expect(heading).toHaveText("What measures what?", {
      timeout: 20_000,
    });
    const rows = page.locator("ohm-channel-row");
    await expect(rows).toHaveCount(before.channels.length + 1, {
      timeout: 30_000,
    });
    const leftOut = rows.filter({
      has: page.locator(".row__use input:not(:checked)"),
    });
    await expect(leftOut).toHaveCount(1);
    await leftOut.getByRole("checkbox").first().check();
    await expect(rows.first().getByLabel("Name")).toHaveValue("Main meter");
    await rows.first().getByLabel("Name").fill("Meter in the hall");
    await rows.first().getByLabel("Name").blur();
    await page
      .getByRole("button", {
        name: `Continue with ${before.channels.length + 1} channels`,
      })
      .click();

    await expect(heading).toHaveText("About the home", { timeout: 20_000 });
    await expect(page.getByLabel("Name")).toHaveValue("Our house");
    await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Amsterdam");
    await page.getByLabel("Name").fill("The old house");
    await next.click();
    await expect(page.locator("[data-check-sentence]")).toHaveText(
      /^Your house uses \d/,
      { timeout: 30_000 },
    );
    await page.getByRole("button", { name: "Yes, that is right" }).click();
    await page.waitForURL(/\/live$/);
    await expect(page.locator(".page__lead").first()).toContainText(
      "The old house",
    );
    await expect(page.locator("[data-node=home]")).toHaveText(/\d/);

    const after = await everythingOf(page);
    expect(after.home).toEqual({ ...before.home, name: "The old house" });
    expect(after.channels).toHaveLength(before.channels.length + 1);
    for (const channel of before.channels) {
      const name =
        channel.name === "Main meter" ? "Meter in the hall" : channel.name;
      expect(after.channels.find(({ id }) => id === channel.id)).toEqual({
        ...channel,
        name,
      });
    }
    expect(after.connection).toMatchObject({
      url: simulator.url,
      token: "set",
      state: "connected",
    });
    expect(after.today?.from).toBe(before.today?.from);
    expect(after.today?.grid_import).toBeGreaterThanOrEqual(
      before.today?.grid_import ?? Infinity,
    );
    expect(JSON.stringify([before, after])).not.toContain(simulatorToken);
    expect(await page.content()).not.toContain(simulatorToken);
  });
});

interface Named {
  readonly id: string;
  readonly name: string;
}

/** All that the set-up decides about, and what was recorded today. */
async function everythingOf(page: Page) {
  const { items } = await get<{ items: Named[] }>(page, "api/v1/homes");
  const home = items[0];
  const path = `api/v1/homes/${home?.id}`;
  const [channels, connection, live] = await Promise.all([
    get<{ items: Named[] }>(page, `${path}/channels`),
    get<object>(page, `${path}/connection`),
    get<{ today?: { from: string; grid_import: number } }>(
      page,
      `${path}/live`,
    ),
  ]);
  return { home, channels: channels.items, connection, today: live.today };
}
