import { expect, test } from "./demo";
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

  await test.step("can be run again", async () => {
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "Run the set-up again" }).click();
    await expect(heading).toHaveText("Where is your Home Assistant?");
  });
});
