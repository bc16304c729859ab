import { Page, Route } from "@playwright/test";
import { enterDemo, expect, openHome, test } from "./demo";

const summary = ".chart__summary";
const canvas = ".chart__canvas canvas";

test("a signed-in page asks for the session once, beside its script", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "House");
  const initiators = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter((entry) => entry.name.endsWith("/api/v1/auth/session"))
      .map((entry) => (entry as PerformanceResourceTiming).initiatorType),
  );
  expect(initiators).toEqual(["link"]);
});

test("a chosen scheme is there before the app", async ({
  page,
  demo,
  problems,
}) => {
  await page.emulateMedia({ colorScheme: "light" });
  await enterDemo(page, demo.url, "viewer");
  await page.getByRole("button", { name: "Dark" }).click();
  await page.route("**/main-*.js", (route) => route.abort());
  await page.goto(page.url());
  await expect(page.locator("html")).toHaveClass("scheme-dark");
  await expect(page.locator("ohm-root")).toBeEmpty();
  expect(problems.splice(0)).toEqual([expect.stringContaining("ERR_FAILED")]);
});

test("the chart has its place and its sentence before what draws it is there", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const release = await holdPlot(page, (route) => route.continue());
  await openHome(page, "House");
  await expect(page.locator(summary)).toHaveText(/the home used between/, {
    timeout: 30_000,
  });
  await expect(page.locator(canvas)).toHaveCount(0);
  const before = await placeOf(page);

  release();
  await expect(page.locator(canvas)).toBeVisible();
  expect(await placeOf(page)).toEqual(before);
});

test("the table stands in for a chart that cannot be drawn", async ({
  page,
  demo,
  problems,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const release = await holdPlot(page, (route) => route.abort());
  release();
  await openHome(page, "House");
  await expect(page.locator("ohm-chart-table tbody tr").first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.locator(canvas)).toHaveCount(0);
  for (const problem of problems.splice(0)) {
    expect(problem).toContain("ERR_FAILED");
  }
});

/** Keeps back the script that holds uPlot; the returned function lets it go. */
async function holdPlot(
  page: Page,
  answer: (route: Route) => Promise<void>,
): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/chunk-*.js", async (route) => {
    const script = await (await route.fetch()).text();
    if (!script.includes("u-over")) {
      return route.continue();
    }
    await released;
    return answer(route);
  });
  return release;
}

/** How tall the chart is, and where what is below it begins, counted from its top. */
function placeOf(page: Page): Promise<number[]> {
  return page.locator(".chart__canvas").evaluate((chart) => {
    const own = chart.getBoundingClientRect();
    const next = chart.parentElement?.querySelector(".chart__foot");
    return [own.height, (next?.getBoundingClientRect().top ?? 0) - own.top].map(
      Math.round,
    );
  });
}
