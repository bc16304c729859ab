import { Page } from "@playwright/test";
import { enterDemo, expect, openHome, test } from "./demo";
import { SimulatedHome } from "./simulator";

const promiseMs = 15_000;
/** Meters report every few seconds, so what is shown lies between the truth of a moment ago and of now. */
const lagMs = 120_000;
const roundingKwh = 0.011;

test("15 s after the address is printed the chart reaches back to midnight and today equals the ledger", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const home = await openHome(page, "House");
  await page.waitForTimeout(Math.max(0, demo.readyAt + promiseMs - Date.now()));

  const midnight = startOfDay("Europe/Amsterdam", Date.now());
  const simulator = await SimulatedHome.behind(page, demo, home);
  const before = await simulator.ledger(
    midnight,
    Math.max(midnight + 1, Date.now() - lagMs),
  );
  const shown = await todayOn(page);
  const after = await simulator.ledger(midnight, Date.now());
  console.log("today, kWh: shown · ledger a moment ago … now");
  for (const [role, kwh] of Object.entries(shown)) {
    const low = (before.totals[role] ?? Number.NaN) / 1e6;
    const high = (after.totals[role] ?? Number.NaN) / 1e6;
    console.log(`  ${role}: ${kwh} · ${low.toFixed(3)} … ${high.toFixed(3)}`);
    expect
      .soft(kwh, role)
      .toBeGreaterThanOrEqual(Math.min(low, high) - roundingKwh);
    expect
      .soft(kwh, role)
      .toBeLessThanOrEqual(Math.max(low, high) + roundingKwh);
  }
  expect(Object.keys(shown)).toEqual(
    expect.arrayContaining(["home", "grid_import", "grid_export", "solar"]),
  );
  expect(shown["home"]).toBeGreaterThan(0);

  await page.getByRole("button", { name: "Since midnight" }).click();
  await page.getByRole("button", { name: "Show as a table" }).click();
  const older = page.getByRole("button", { name: "Older" });
  while ((await older.count()) > 0 && (await older.isEnabled())) {
    await older.click();
  }
  const oldest = page.locator("ohm-chart-table tbody tr").last();
  await expect(oldest.locator("th")).toHaveText(/^(00:00|12:00\sAM)$/);
  await expect(oldest.locator("td").last()).toHaveText(/^\d/);
});

async function todayOn(page: Page): Promise<Record<string, number>> {
  const cells = await page
    .locator("[data-today]")
    .evaluateAll((elements) =>
      elements.map(
        (element) =>
          [element.getAttribute("data-today"), element.textContent] as const,
      ),
    );
  return Object.fromEntries(
    cells.map(([role, text]) => [
      role ?? "",
      Number.parseFloat((text ?? "").replace(/,/g, "")),
    ]),
  );
}

/** Steps back by the minute until the wall clock of the zone shows midnight: slow, and shares no code with the app. */
function startOfDay(zone: string, now: number): number {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  let at = Math.floor(now / 60_000) * 60_000;
  while (clock.format(at) !== "00:00") {
    at -= 60_000;
  }
  return at;
}
