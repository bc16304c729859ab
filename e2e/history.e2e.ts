import { Page } from "@playwright/test";
import { passesAxe } from "./axe";
import {
  baseOf,
  enterDemo,
  expect,
  get,
  openHome,
  pastIsThere,
  test,
} from "./demo";

interface Energy {
  t: string[];
  t_end: string[];
  home?: (number | null)[];
  solar?: (number | null)[];
  grid_import?: (number | null)[];
  complete_until: string;
  compare?: Energy & { from: string; to: string };
}

/** A whole day of the demo's past, in the zone of its homes. */
const zone = "Europe/Amsterdam";
const yesterday = dateIn(zone, Date.now() - 86_400_000);
const summary = ".chart__summary";

test.use({ locale: "en-GB" });

async function openHistory(page: Page, query: string): Promise<string> {
  const home = await openHome(page, "House");
  await page.goto(
    new URL(`homes/${home}/history${query}`, await baseOf(page)).href,
  );
  await expect(page.locator(summary).first()).toHaveText(/\d/, {
    timeout: 30_000,
  });
  return home;
}

test("the sentence of a chart, its table and the API tell the same numbers", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  await pastIsThere(page, await openHome(page, "House"));
  const home = await openHistory(page, `?date=${yesterday}&compare=previous`);
  await page.getByRole("button", { name: "Show as a table" }).first().click();
  const energy = await get<Energy>(
    page,
    `api/v1/homes/${home}/energy?from=${yesterday}&to=${plusDays(yesterday, 1)}&period=hour&only_complete=true&compare=previous`,
  );
  const table = page.locator("ohm-bar-table");
  const total = async (name: string): Promise<string> =>
    (await table.locator(`[data-total="${name}"]`).innerText()).trim();

  const used = written(sum(energy.home));
  expect(await total("used")).toBe(used);
  expect(await total("solar")).toBe(written(sum(energy.solar)));
  expect(await total("grid_import")).toBe(written(sum(energy.grid_import)));
  const before = written(sum(energy.compare?.home));
  expect(await total("compared")).toBe(before);
  expect(await table.locator("tbody tr").count()).toBe(energy.t.length);

  const sentence = (await page.locator(summary).first().innerText()).replace(
    /\s/g,
    " ",
  );
  const largest = [
    { name: "Solar", kwh: sum(energy.solar) },
    { name: "Imported", kwh: sum(energy.grid_import) },
  ].sort((a, b) => b.kwh - a.kwh)[0];
  expect(sentence).toContain(`The home used ${used} kWh.`);
  expect(sentence).toContain(
    `The largest source: ${largest?.name}, ${written(largest?.kwh ?? 0)} kWh`,
  );
  const [whole] = (
    await get<{ ratios: { self_sufficiency: (number | null)[] } }>(
      page,
      `api/v1/homes/${home}/energy?from=${yesterday}&to=${plusDays(yesterday, 1)}&period=day&only_complete=true`,
    )
  ).ratios.self_sufficiency;
  const share = page.locator("[data-share=selfSufficiency]");
  await expect(share).toHaveText(
    typeof whole === "number" ? (whole * 100).toFixed(0) : "–",
  );
  const change = sum(energy.home) - sum(energy.compare?.home);
  expect(sentence).toContain(`That is ${written(Math.abs(change))} kWh`);
  expect(sentence).toContain(change > 0 ? "more than" : "less than");
  expect(sentence).toContain(`with ${before} kWh.`);
});

test("keys choose the period, walk along the bars and open one", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  await openHistory(page, "");
  await page.keyboard.press("m");
  await expect(page).toHaveURL(/period=month/);
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/date=\d{4}-\d{2}-01/);
  await page.goBack();
  await expect(page).not.toHaveURL(/date=/);
  await page.keyboard.press("d");
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(new RegExp(`date=${yesterday}`));
  await expect(
    page.getByRole("button", { name: /^00:00 – 01:00: / }),
  ).toBeVisible();

  await page.locator(".bar[tabindex='0']").focus();
  await page.keyboard.press("ArrowRight");
  const second = page.getByRole("button", { name: /^01:00 – 02:00: Used/ });
  await expect(second).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`date=${yesterday}`));
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("heading", { name: "Power, 01:00 – 02:00" }),
  ).toBeVisible();

  await page.locator("ohm-day-power .chart__canvas").focus();
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press("+");
  }
  await expect(page.getByText("Each point is one second.")).toBeVisible();
  await page.keyboard.press("0");
  await expect(
    page.getByRole("heading", { name: "Power of the day" }),
  ).toBeVisible();

  await page.keyboard.press("?");
  await page.getByLabel("Single keys work on this page").uncheck();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("y");
  await expect(page).not.toHaveURL(/period=year/);
});

test.describe("a browser on the other side of the world", () => {
  test.use({ timezoneId: "Pacific/Auckland" });

  test("shows the periods of the home", async ({ page, demo }) => {
    await enterDemo(page, demo.url, "viewer");
    const home = await openHistory(page, `?date=${yesterday}`);
    const energy = await get<Energy>(
      page,
      `api/v1/homes/${home}/energy?from=${yesterday}&to=${plusDays(yesterday, 1)}&period=hour`,
    );
    const clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
    });
    expect(clock.format(Date.parse(energy.t[0] ?? ""))).toBe("00:00");
    const names = await page
      .locator("ohm-bar-chart .bar")
      .evaluateAll((bars) =>
        bars.map((bar) => bar.getAttribute("aria-label")?.split(": ")[0]),
      );
    expect(names).toEqual(
      energy.t.map(
        (from, index) =>
          `${clock.format(Date.parse(from))} – ${clock.format(Date.parse(energy.t_end[index] ?? ""))}`,
      ),
    );
    await page.goto(new URL(`homes/${home}/history`, await baseOf(page)).href);
    await expect(page.locator("input[type=date]")).toHaveValue(
      dateIn(zone, Date.now()),
    );
  });
});

test.describe("every medium and view", () => {
  // Axe brings its own script, which the page's policy rightly refuses.
  test.use({ bypassCSP: true });

  test("passes axe, tables and keys shown", async ({ page, demo }) => {
    await enterDemo(page, demo.url, "admin");
    const home = await openHistory(page, "?period=week&compare=previous");
    const tables = page.getByRole("button", { name: "Show as a table" });
    await expect(tables).toHaveCount(2);
    await tables.first().click();
    await tables.first().click();
    await expect(page.locator(".table")).toHaveCount(2);
    await page.getByRole("button", { name: "Keys" }).click();
    await passesAxe(page);
    for (const query of [
      "?medium=gas&period=month",
      "?medium=water",
      "?date=1999-01-01",
    ]) {
      await page.goto(
        new URL(`homes/${home}/history${query}`, await baseOf(page)).href,
      );
      await expect(
        page.locator("ohm-bar-chart, ohm-empty-state").first(),
      ).toBeVisible();
      await passesAxe(page);
    }
  });
});

test("a history that cannot be loaded says so and tries again", async ({
  page,
  demo,
  problems,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const home = await openHome(page, "House");
  let isDown = true;
  await page.route("**/energy?*", (route) =>
    isDown ? route.fulfill({ status: 503, body: "" }) : route.continue(),
  );
  await page.goto(new URL(`homes/${home}/history`, await baseOf(page)).href);
  await expect(page.getByRole("alert")).toBeVisible();
  isDown = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.locator("ohm-bar-chart")).toBeVisible();
  for (const problem of problems.splice(0)) {
    expect(problem).toContain("503");
  }
});

function sum(values: readonly (number | null)[] = []): number {
  return (
    values.reduce<number>(
      (total, value) => total + Math.round((value ?? 0) * 1e6),
      0,
    ) / 1e6
  );
}

function written(kwh: number): string {
  return new Intl.NumberFormat("en-GB", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(Number(kwh.toFixed(2))); // a half is rounded as the page does
}

function dateIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(at);
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000)
    .toISOString()
    .slice(0, 10);
}
