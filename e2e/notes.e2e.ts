import { Page } from "@playwright/test";
import { passesAxe } from "./axe";
import { baseOf, enterDemo, expect, get, openHome, test, write } from "./demo";

interface Note {
  id: string;
  first: string;
  last: string;
  text: string;
  by_name: string;
}

interface GasEnergy {
  channels: Record<
    string,
    { m3?: (number | null)[]; kwh?: (number | null)[]; covered?: number[] }
  >;
}

const summary = ".chart__summary";

test.use({ locale: "en-GB" });

async function openHistory(page: Page, query: string): Promise<string> {
  const home = await openHome(page, "House");
  await goTo(page, home, `history${query}`);
  await expect(page.locator(summary).first()).toHaveText(/\d/, {
    timeout: 60_000,
  });
  return home;
}

async function goTo(page: Page, home: string, path: string): Promise<void> {
  await page.goto(new URL(`homes/${home}/${path}`, await baseOf(page)).href);
}

test.describe("notes", () => {
  // Axe brings its own script, which the page's policy rightly refuses.
  test.use({ bypassCSP: true });

  test("an admin writes, changes and removes one, by the keyboard alone", async ({
    page,
    demo,
  }) => {
    await enterDemo(page, demo.url, "admin");
    const home = await openHistory(page, "?period=week");
    const notes = page.locator("ohm-time-notes");
    const before = await page.locator("[data-mark]").count();
    await page.getByRole("button", { name: "Add a note" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Add a note" });
    await expect(dialog).toBeVisible();
    await passesAxe(page);
    // The page's own keys are not meant here.
    await page.keyboard.type("dinner for many");
    await expect(page).toHaveURL(/period=week/);
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(notes.getByText("dinner for many")).toBeVisible();
    await expect(page.locator("[data-mark]")).toHaveCount(before + 1);
    await expect(
      page.getByRole("button", { name: "Add a note" }),
    ).toBeFocused();
    await expect(
      page.getByRole("button", { name: /note: dinner for many/ }),
    ).toHaveCount(1);
    await passesAxe(page);

    await notes
      .getByRole("button", { name: "Change: dinner for many" })
      .click();
    const changing = page.getByRole("dialog", { name: "Change a note" });
    await changing.getByLabel("What is to be remembered").fill("");
    await changing.getByRole("button", { name: "Save" }).click();
    await expect(
      changing.getByText("Say what is to be remembered."),
    ).toBeVisible();
    await changing.getByLabel("What is to be remembered").fill("Feast");
    await changing.getByRole("button", { name: "Save" }).click();
    await expect(notes.getByText("Feast", { exact: true })).toBeVisible();
    await expect(notes.getByText("dinner for many")).toHaveCount(0);

    await notes.getByRole("button", { name: "Change: Feast" }).click();
    await changing.getByRole("button", { name: "Remove" }).click();
    await expect(page.locator("[data-mark]")).toHaveCount(before);
    const left = await get<{ items: Note[] }>(
      page,
      `api/v1/homes/${home}/notes`,
    );
    expect(left.items.map((note) => note.text)).not.toContain("Feast");
  });
});

test("a viewer reads what the House's people noted, and writes nothing", async ({
  page,
  demo,
  problems,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const home = await openHome(page, "House");
  const { items } = await get<{ items: Note[] }>(
    page,
    `api/v1/homes/${home}/notes`,
  );
  expect(items.map(({ first, last, text }) => [first, last, text])).toEqual([
    ["2025-07-26", "2025-08-09", "Vacation"],
    ["2025-09-03", "2025-09-03", "New smart meter"],
  ]);
  await goTo(page, home, "history?period=quarter&date=2025-07-01");
  await expect(page.locator("ohm-time-notes")).toContainText("Vacation", {
    timeout: 30_000,
  });
  await expect(page.locator("ohm-time-notes")).toContainText(
    "26 July – 9 August 2025",
  );
  await expect(page.getByRole("button", { name: "Add a note" })).toHaveCount(0);
  const refused = await write(page, "POST", `api/v1/homes/${home}/notes`, {
    first: "2025-07-26",
    last: "2025-07-26",
    text: "mine",
  });
  expect(refused.status).toBe(403);
  for (const problem of problems.splice(0)) {
    expect(problem).toContain("403");
  }
});

test("gas is told in kWh by the calorific value that the settings name", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const cleared = await write(
    page,
    "PATCH",
    `api/v1/homes/${await openHome(page, "House")}`,
    { calorific_values: [] },
  );
  expect(cleared.status).toBe(200);
  const home = await openHistory(page, "?medium=gas&period=week");
  await expect(
    page.getByText("To see gas in kWh, set its calorific value"),
  ).toBeVisible();
  await page.getByRole("link", { name: "settings of the home" }).click();
  await page.getByRole("button", { name: "Add a value" }).click();
  await page.getByLabel("From").fill("2024-01-01");
  await page.getByLabel("kWh per m³").fill("9,769");
  const form = page.locator("ohm-calorific-form");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Saved.")).toBeVisible();

  await goTo(page, home, "history?medium=gas&period=week");
  await page.getByRole("button", { name: "kWh", exact: true }).click();
  await expect(page.locator(summary).first()).toContainText("kWh were used");
  const first = await page.getByLabel("Date", { exact: true }).inputValue();
  const energy = await get<GasEnergy>(
    page,
    `api/v1/homes/${home}/energy?from=${first}&to=${plusDays(first, 7)}&period=day`,
  );
  const [gas] = Object.values(energy.channels).filter(
    (one) => one.m3 && one.kwh,
  );
  const volumes = gas?.m3 ?? [];
  expect(volumes.filter((volume) => volume !== null).length).toBeGreaterThan(0);
  for (const [index, volume] of volumes.entries()) {
    // Exact: to the mL times the mWh of a mL.
    const kwh = gas?.kwh?.[index] ?? null;
    expect(kwh).toBe(
      volume === null ? null : Math.round(volume * 1e6 * 9769) / 1e9,
    );
  }
});

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000)
    .toISOString()
    .slice(0, 10);
}
