import { Locator, Page } from "@playwright/test";
import { passesAxe } from "./axe";
import {
  baseOf,
  enterDemo,
  expect,
  get,
  openHome,
  pastIsThere,
  test,
  write,
} from "./demo";
import { Explanation, recompute, recomputePower } from "./recompute";
import { everyNumberIsExplained, unexplained } from "./unexplained";

// Axe brings its own script, which the page's policy rightly refuses. A trace would keep the page at every click.
test.use({ locale: "en-GB", bypassCSP: true, trace: "off" });

const zone = "Europe/Amsterdam";
/** A date of the home's calendar, so many days ago. */
function daysAgo(days: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(
    Date.now() - days * 86_400_000,
  );
}

/** Where pages show sums of slots. What has a digit there must explain itself. */
const sums = [
  "[data-today]",
  ".volumes .part__value",
  ".device__today",
  "[data-energy]",
  "[data-untracked]",
  "[data-share]",
  ".legend__item strong",
  "[data-total]",
  "ohm-bar-table tbody td:not(:last-child)",
  "ohm-sankey-flow tbody td:nth-child(3)",
].join(", ");
/** Rows of points and shares are alike: of a table of them the first ones tell. */
const alike = [
  "ohm-chart-table tr:nth-child(n + 2) button",
  "ohm-sankey-flow tr:nth-child(n + 4) td:last-child button",
  "tr[data-device]:nth-child(n + 4) .device__share button",
].join(", ");
const figures = `button.figure[data-figure]:not(${alike}), [role=button][data-figure]`;

/** Whether the sums of a page are over, or grow while somebody reads them. */
type Sums = "over" | "growing";

async function everySumExplainsItself(page: Page): Promise<void> {
  const silent = await page
    .locator(sums)
    .evaluateAll((elements) =>
      elements
        .filter(
          (element) =>
            /\d/.test(element.textContent) &&
            element.querySelector("button.figure") === null,
        )
        .map((element) => element.outerHTML.slice(0, 120)),
    );
  expect(silent).toEqual([]);
  const nodes = page.locator("ohm-sankey-flow .node:not(.node--passage)");
  expect(await nodes.and(page.locator("[role=button]")).count()).toBe(
    await nodes.count(),
  );
}

/** What the server says to each question of where a figure comes from, one after another. */
interface Answers {
  next(): Promise<Explanation>;
  forget(): void;
}

async function answersTo(page: Page): Promise<Answers> {
  const answers: Explanation[] = [];
  await page.route(/\/explain\?/, async (route) => {
    const response = await route.fetch();
    answers.push((await response.json()) as Explanation);
    await route.fulfill({ response });
  });
  return {
    next: async () => {
      await expect
        .poll(() => answers.length, { intervals: [20], timeout: 20_000 })
        .toBeGreaterThan(0);
      return answers.shift() as Explanation;
    },
    forget: () => void answers.splice(0),
  };
}

/** Opens every figure of a place and works it out again; answers how many there were. */
async function explainAll(
  page: Page,
  answers: Answers,
  of: Sums,
  where = "body",
): Promise<number> {
  await everySumExplainsItself(page);
  await everyNumberIsExplained(page);
  const all = page.locator(where).locator(figures);
  const count = await all.count();
  for (let index = 0; index < count; index += 1) {
    await test.step(`figure ${index}`, () =>
      explainOne(page, answers, all.nth(index), of));
  }
  return count;
}

async function explainOne(
  page: Page,
  answers: Answers,
  figure: Locator,
  of: Sums,
): Promise<void> {
  answers.forget();
  // The middle of what is drawn may be empty.
  const isDrawn = (await figure.getAttribute("role")) === "button";
  await (isDrawn ? figure.press("Enter") : figure.click());
  const dialog = page.locator("ohm-explain-panel dialog[open]");
  await expect(dialog).toBeVisible({ timeout: 20_000 });
  const shown = await dialog.locator("header p").innerText();
  const told = await workedOut(dialog, shown, answers);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  if (told === null) {
    return;
  }
  if (shown.includes("<")) {
    expect(told.value, shown).toBeLessThan(written(shown).value);
    return;
  }
  const { value, digit } = written(shown);
  expect(
    Math.abs(told.value - (told.isUnsigned ? Math.abs(value) : value)),
    `${shown}: ${told.value}`,
  ).toBeLessThanOrEqual(
    digit / 2 + 1e-9 + (of === "growing" ? told.newest : 0),
  );
}

/** A figure again, in the unit that the page writes, and what it may have grown by. */
interface WorkedOut {
  readonly value: number;
  readonly newest: number;
  /** Charging and export are below 0 in some places, and in others told in words. */
  readonly isUnsigned: boolean;
}

/** From what the panel says; null for what is told in words. */
async function workedOut(
  dialog: Locator,
  shown: string,
  answers: Answers,
): Promise<WorkedOut | null> {
  switch (await dialog.getAttribute("data-kind")) {
    case "told":
      await expect(dialog.locator("[data-told]").first()).toHaveText(/\S/);
      return null;
    case "now":
    case "then": {
      const watts = await recomputePower(dialog);
      return {
        value: shown.endsWith("kW") ? watts / 1000 : watts,
        newest: 0,
        isUnsigned: true,
      };
    }
    case "share": {
      const part = await sumOf(dialog.locator("[data-side=part]"), answers);
      const whole = await sumOf(dialog.locator("[data-side=whole]"), answers);
      return {
        value: (part.total / whole.total) * 100,
        newest: ((part.newest + whole.newest) / whole.total) * 100,
        isUnsigned: false,
      };
    }
  }
  const { total, unit, newest } = await sumOf(dialog, answers);
  const factor = unit === "share" ? 100 : shown.endsWith("MWh") ? 0.001 : 1;
  return { value: total * factor, newest, isUnsigned: false };
}

/** What the server explains there, added up: one figure, or several to be opened. */
async function sumOf(
  place: Locator,
  answers: Answers,
): Promise<{ total: number; unit: Explanation["unit"]; newest: number }> {
  const parts = place.locator("details");
  if ((await parts.count()) === 0) {
    const told = await answers.next();
    const total = recompute(told) ?? NaN;
    await expect(place.locator("[data-explained]")).toHaveText(/[\d–]/);
    return { total, unit: told.unit, newest: newestOf(told) };
  }
  const sum = { total: 0, unit: "kwh" as Explanation["unit"], newest: 0 };
  for (const part of await parts.all()) {
    await part.locator("summary").click();
    const told = await answers.next();
    const isLess = (await part.locator("summary").innerText()).includes("−");
    sum.total += (isLess ? -1 : 1) * (recompute(told) ?? 0);
    sum.unit = told.unit;
    sum.newest += newestOf(told);
    await part.locator("summary").click();
  }
  return sum;
}

/** What the newest two slots made of a sum since the page was told of it. */
function newestOf({ amounts }: Explanation): number {
  const known = amounts.filter((amount) => amount !== null);
  return known.slice(-2).reduce((all, amount) => all + Math.abs(amount), 0);
}

/** "On the page: 1,234.56 kWh" */
function written(text: string): { value: number; digit: number } {
  const [number = ""] = /-?[\d,]+(\.\d+)?/.exec(text) ?? [];
  const decimals = number.includes(".") ? number.split(".")[1]?.length : 0;
  return {
    value: Number(number.replaceAll(",", "")),
    digit: 10 ** -(decimals ?? 0),
  };
}

async function openHistory(
  page: Page,
  home: string,
  query: string,
): Promise<void> {
  await page.goto(
    new URL(`homes/${home}/history${query}`, await baseOf(page)).href,
  );
  await expect(page.locator(".chart__summary").first()).toHaveText(/\d/, {
    timeout: 30_000,
  });
}

async function showTables(page: Page): Promise<void> {
  const tables = page.getByRole("button", { name: "Show as a table" });
  // The page shows a click a moment later; without waiting, the same button would be clicked again.
  for (let left = await tables.count(); left > 0; --left) {
    await tables.first().click();
    await expect(tables).toHaveCount(left - 1);
  }
}

test("every figure is what the slots that explain it make together", async ({
  page,
  demo,
}) => {
  test.setTimeout(600_000);
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  await pastIsThere(page, home);
  const answers = await answersTo(page);
  await test.step("Live", async () => {
    await expect(page.locator(".today__number")).toHaveText(/\d/, {
      timeout: 30_000,
    });
    await expect(page.locator(".device__today").first()).toHaveText(/\d/);
    await showTables(page);
    expect(await explainAll(page, answers, "growing")).toBeGreaterThan(10);
  });
  await test.step("History", async () => {
    await openHistory(
      page,
      home,
      `?period=range&from=${daysAgo(3)}&to=${daysAgo(1)}&compare=previous`,
    );
    // The flow is the last to be drawn, and has a table of its own.
    await expect(page.locator("ohm-sankey-flow .node").first()).toBeVisible();
    await showTables(page);
    expect(await explainAll(page, answers, "over")).toBeGreaterThan(50);
  });
  await test.step("Devices", async () => {
    await page.goto(
      new URL(`homes/${home}/devices?period=week`, await baseOf(page)).href,
    );
    await expect(page.locator("[data-energy]").first()).toHaveText(/\d/, {
      timeout: 30_000,
    });
    expect(await explainAll(page, answers, "growing")).toBeGreaterThan(10);
  });
  for (const medium of ["gas", "water"]) {
    await test.step(medium, async () => {
      await openHistory(page, home, `?medium=${medium}&date=${daysAgo(1)}`);
      expect(await explainAll(page, answers, "over")).toBeGreaterThan(0);
    });
  }
  await test.step("gas in kWh", async () => {
    const values = [
      { from: daysAgo(500), kwh_per_m3: 9.769123 },
      { from: daysAgo(2), kwh_per_m3: 11.245001 },
    ];
    const rated = await rate(page, home, values);
    expect(rated).toBe(200);
    await openHistory(
      page,
      home,
      `?medium=gas&period=range&from=${daysAgo(3)}&to=${daysAgo(1)}`,
    );
    await page.getByRole("button", { name: "kWh", exact: true }).click();
    await expect(page.locator(".legend__name").first()).toContainText("kWh");
    await showTables(page);
    expect(await explainAll(page, answers, "over")).toBeGreaterThan(3);
    expect(await rate(page, home, [])).toBe(200);
  });
  await test.step("a day of power", async () => {
    await openHistory(page, home, `?date=${daysAgo(1)}`);
    const power = page.locator("ohm-day-power");
    await expect(power.locator(".chart__legend strong").first()).toHaveText(
      /\d/,
    );
    await power.getByRole("button", { name: "Show as a table" }).click();
    const count = await explainAll(page, answers, "over", "ohm-day-power");
    expect(count).toBeGreaterThan(6);
  });
  await test.step("Corrections", async () => {
    await openSettings(page, home, "corrections");
    const meter = page.getByRole("combobox", { name: "Meter" });
    await meter.selectOption({ label: "Television" });
    await page.getByLabel("From").fill(`${daysAgo(1)}T10:00`);
    await page.getByLabel("Until").fill(`${daysAgo(1)}T11:00`);
    await page.getByLabel(/^Amount/).fill("1.25");
    await page.getByLabel("Why").fill("To see its effect.");
    await page.getByRole("button", { name: "Show the effect" }).click();
    await expect(page.locator("[data-before]")).toHaveText(/\d/);
    expect(await explainAll(page, answers, "over")).toBeGreaterThan(1);
  });
  await test.step("beside Home Assistant", async () => {
    await openSettings(page, home, "connection");
    await page.getByLabel("Show the equal ones too").check();
    const rows = page.locator("ohm-parity-report tbody tr");
    await expect(rows.first()).toBeVisible();
    const first = "ohm-parity-report tbody tr:nth-child(-n + 3)";
    expect(await explainAll(page, answers, "growing", first)).toBe(9);
  });
  for (const name of ["home", "channels", "files", "trail"]) {
    await test.step(name, async () => {
      await openSettings(page, home, name);
      await everyNumberIsExplained(page);
    });
  }
});

async function openSettings(
  page: Page,
  home: string,
  name: string,
): Promise<void> {
  await page.goto(
    new URL(`homes/${home}/settings/${name}`, await baseOf(page)).href,
  );
  await expect(page.locator("ohm-settings .card").first()).toBeVisible();
  await expect(page.locator("ohm-settings .skeleton")).toHaveCount(0);
}

/** Says what a cubic metre of the home's gas holds; answers the status. */
async function rate(
  page: Page,
  home: string,
  calorific_values: readonly object[],
): Promise<number> {
  const answer = await write(page, "PATCH", `api/v1/homes/${home}`, {
    calorific_values,
  });
  return answer.status;
}

test("a long span explains itself by its days, and each of these by its slots", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  await pastIsThere(page, home);
  await openHistory(page, home, "?period=year");
  const answers = await answersTo(page);
  await page.locator(".legend__item strong button.figure").first().click();
  const year = await answers.next();
  expect(year.rows).toBe("day");
  recompute(year);
  const dialog = page.locator("ohm-explain-panel dialog[open]");
  await dialog.locator("ohm-slot-table tbody button").first().click();
  const day = await answers.next();
  expect(day.rows).toBe("slot");
  expect(day.t.length).toBeGreaterThan(91);
  recompute(day);
  await passesAxe(page);
  await dialog.getByRole("button", { name: "Back to the whole" }).click();
  await expect(dialog.getByRole("heading", { name: "Days" })).toBeVisible();
});

test("a number that opens nothing is found", async ({ page, demo }) => {
  await enterDemo(page, demo.url, "admin");
  await openHome(page, "House");
  const places = ["ohm-energy-flow", "ohm-power-chart", ".phase"];
  for (const place of places) {
    await expect(page.locator(`${place} [data-figure]`).first()).toBeVisible({
      timeout: 30_000,
    });
  }
  await everyNumberIsExplained(page);
  await page.evaluate((all) => {
    for (const place of all) {
      document
        .querySelector(`${place} [data-figure]`)
        ?.removeAttribute("data-figure");
    }
  }, places);
  const found = await unexplained(page);
  for (const kind of ["text.flow__value", "strong.number", "phase__power"]) {
    expect(found).toContainEqual(
      expect.stringMatching(new RegExp(`${kind}: \\d`)),
    );
  }
});

test("the keyboard opens a figure, closes it, and is where it was", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  await openHome(page, "House");
  const figure = page.locator(".today__number button");
  await expect(figure).toHaveAccessibleName(
    /^Used at home today, [\d.]+ kWh: where it comes from$/,
    { timeout: 30_000 },
  );
  await figure.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Used at home today" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Close" })).toBeFocused();
  await expect(dialog.locator("[data-explained]")).toHaveText(/\d/);
  await passesAxe(page);
  await page.keyboard.press("Escape");
  await expect(figure).toBeFocused();
});
