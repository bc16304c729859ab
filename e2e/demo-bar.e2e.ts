import { Page } from "@playwright/test";
import { enterDemo, expect, get, openHome, test } from "./demo";
import { SimulatedHome } from "./simulator";

const actions = (page: Page): Promise<(string | null)[]> =>
  page
    .locator("[data-action]")
    .evaluateAll((buttons) =>
      buttons.map((button) => button.getAttribute("data-action")),
    );

interface Today {
  readonly from: string;
  readonly grid_import: number;
}

test("every button of the House does what it says", async ({ page, demo }) => {
  test.setTimeout(240_000);
  await enterDemo(page, demo.url, "viewer");
  const home = await openHome(page, "House");
  const simulator = await SimulatedHome.behind(page, demo, home);
  const all = ["kettle", "car", "cloud", "sunny_noon", "cut", "reset_meter"];
  await expect.poll(() => actions(page)).toEqual(all);
  const press = (action: string): Promise<void> =>
    page.locator(`[data-action=${action}]`).click();
  const ms = page.locator("[data-demo-ms]");
  const result = page.locator(".demo__result");
  const power = (device: string) =>
    page
      .locator("tr[data-device]", { hasText: device })
      .locator("[data-power]");

  await test.step("the kettle boils", async () => {
    await press("kettle");
    await expect(ms).toHaveText(/\d+\s*ms/, { timeout: 15_000 });
    await expect(power("Kettle")).toHaveText(/kW/);
  });

  await test.step("the car charges", async () => {
    await press("car");
    await expect(power("Car")).toHaveText(/1[01]\.\d\d\skW/, {
      timeout: 15_000,
    });
    await expect(ms).toHaveText(/\d+\s*ms/);
  });

  const sun = page.locator("[data-node=solar]");
  const kilowatts = async (): Promise<number> =>
    Number(await sun.textContent());
  await test.step("the sun stands high, whatever the hour", async () => {
    await press("sunny_noon");
    await expect.poll(kilowatts, { timeout: 15_000 }).toBeGreaterThan(2);
  });

  await test.step("a cloud takes the sun away", async () => {
    const before = await kilowatts();
    await press("cloud");
    await expect
      .poll(kilowatts, { timeout: 15_000 })
      .toBeLessThan(before * 0.8);
    await expect(ms).toHaveText(/\d+\s*ms/);
  });

  await test.step("a meter that is reset changes no total of today", async () => {
    const today = async (): Promise<Today> =>
      (await get<{ today: Today }>(page, `api/v1/homes/${home}/live`)).today;
    const before = await today();
    const begun = Date.now();
    await press("reset_meter");
    await expect(result).toContainText("Today’s totals must not change", {
      timeout: 25_000,
    });
    const after = await today();
    const used =
      (await simulator.ledger(begun - 30_000, Date.now())).totals[
        "grid_import"
      ] ?? 0;
    expect(after.from).toBe(before.from);
    expect(after.grid_import).toBeGreaterThanOrEqual(before.grid_import);
    expect(after.grid_import - before.grid_import).toBeLessThanOrEqual(
      used / 1e6 + 0.005,
    );
  });

  await test.step("the cut shows", async () => {
    await press("cut");
    await expect(
      page.locator("ohm-connection-banner [role=status]"),
    ).toContainText(/Home Assistant/, { timeout: 15_000 });
    await expect(ms).toHaveText(/\d+\s*ms/);
    await expect(
      page.locator("ohm-connection-banner [role=status]"),
    ).toHaveText("", { timeout: 90_000 });
  });
});

test("the Flat and the Cottage offer only what they can do", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "Flat");
  await expect
    .poll(() => actions(page))
    .toEqual(["kettle", "cut", "reset_meter"]);
  await openHome(page, "Cottage");
  await expect
    .poll(() => actions(page))
    .toEqual(["kettle", "cloud", "sunny_noon", "cut", "reset_meter"]);
  await page.locator("[data-action=kettle]").click();
  await expect(page.locator("[data-demo-ms]")).toHaveText(/\d+\s*ms/, {
    timeout: 15_000,
  });
});
