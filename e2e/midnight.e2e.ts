import { Page } from "@playwright/test";
import { enterDemo, expect, openHome, test as base } from "./demo";
import { Running, startServer } from "./processes";
import { SimulatedHome } from "./simulator";

const promiseMs = 15_000;
/** Meters report every few seconds, so what is shown lies between the truth of a moment ago and of now. */
const lagMs = 120_000;
const roundingKwh = 0.011;

/** A demo of its own, which has printed its address only now. */
const test = base.extend<{ fresh: Running }>({
  // The page comes first: the time the browser takes to start is not the demo's.
  fresh: async ({ page: _ }, use) => {
    const server = await startServer(["--demo"]);
    await use(server);
    await server.stop();
  },
});

test("within 15 s of the printed address the chart reaches back to midnight and today equals the ledger", async ({
  page,
  fresh,
}) => {
  const midnight = startOfDay("Europe/Amsterdam", Date.now());
  const deadline = fresh.readyAt + promiseMs;
  await enterDemo(page, fresh.url, "viewer");
  const home = await openHome(page, "House");
  const simulator = await SimulatedHome.behind(page, fresh, home);
  await page.getByRole("button", { name: "Since midnight" }).click();
  await page.getByRole("button", { name: "Show as a table" }).click();

  let seen = "";
  await expect(async () => {
    seen = await todayIsTheLedger(page, simulator, midnight);
    await reachesBackToMidnight(page);
    expect(Date.now()).toBeLessThanOrEqual(deadline);
  }).toPass({
    timeout: Math.max(1, deadline - Date.now()),
    intervals: [250],
  });
  console.log(`${Date.now() - fresh.readyAt} ms after the address:${seen}`);
});

/** Compares what the page says of today with what really flowed; answers the figures. */
async function todayIsTheLedger(
  page: Page,
  simulator: SimulatedHome,
  midnight: number,
): Promise<string> {
  const before = await simulator.ledger(
    midnight,
    Math.max(midnight + 1, Date.now() - lagMs),
  );
  const shown = await todayOn(page);
  const after = await simulator.ledger(midnight, Date.now());
  expect(Object.keys(shown)).toEqual(
    expect.arrayContaining(["home", "grid_import", "grid_export", "solar"]),
  );
  expect(shown["home"]).toBeGreaterThan(0);
  let figures = "";
  for (const [role, kwh] of Object.entries(shown)) {
    const low = (before.totals[role] ?? Number.NaN) / 1e6;
    const high = (after.totals[role] ?? Number.NaN) / 1e6;
    figures += `\n  ${role}, kWh: ${kwh} · ledger ${low.toFixed(3)} … ${high.toFixed(3)}`;
    expect(kwh, figures).toBeGreaterThanOrEqual(
      Math.min(low, high) - roundingKwh,
    );
    expect(kwh, figures).toBeLessThanOrEqual(Math.max(low, high) + roundingKwh);
  }
  return figures;
}

async function reachesBackToMidnight(page: Page): Promise<void> {
  const older = page.getByRole("button", { name: "Older" });
  while ((await older.count()) > 0 && (await older.isEnabled())) {
    await older.click();
  }
  const oldest = page.locator("ohm-chart-table tbody tr").last();
  const soon = { timeout: 500 };
  await expect(oldest.locator("th")).toHaveText(/^(00:00|12:00\sAM)$/, soon);
  await expect(oldest.locator("td").last()).toHaveText(/^\d/, soon);
}

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
