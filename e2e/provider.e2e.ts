import { Browser, Page } from "@playwright/test";
import { passesAxe } from "./axe";
import { enterDemo, expect, openHome, pastIsThere, test, write } from "./demo";
import { runCommand } from "./processes";

// Axe brings its own script, which the page's policy rightly refuses.
test.use({ bypassCSP: true, locale: "en-GB" });
// Axe takes seconds for a full page, and each test sees a handful.
test.describe.configure({ timeout: 240_000 });

const password = "correct horse battery";
let made = 0;

interface Staff {
  readonly page: Page;
  /** The addresses below /api/v1/ that its pages asked for. */
  readonly asked: string[];
  /** What its browser complained about. */
  readonly problems: string[];
}

/** A provider of its own for a test, and somebody of it who has signed in. */
async function staffOf(
  browser: Browser,
  demo: { url: string; data: string },
): Promise<Staff> {
  made += 1;
  const provider = runCommand(
    "provider",
    "add",
    ...["--data", demo.data],
    ...["--name", `Power Company ${made}`],
    ...["--policy", "https://power.example/privacy"],
    ...["--contact", "privacy@power.example"],
  ).trim();
  const email = `pia${made}@power.example`;
  const printed = runCommand(
    "provider",
    "staff",
    ...["--data", demo.data],
    ...["--provider", provider],
    ...["--email", email],
    ...["--name", "Pia"],
  );
  const token = /#token=(\S+)/.exec(printed)?.[1] ?? "";

  const context = await browser.newContext({
    bypassCSP: true,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const asked: string[] = [];
  const problems: string[] = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname.split("/api/v1/")[1];
    if (path !== undefined) {
      asked.push(path);
    }
  });
  page.on("console", (message) => {
    if (message.type() === "error") {
      problems.push(message.text());
    }
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${demo.url}reset#token=${token}`);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.goto(`${demo.url}sign-in`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/provider\/customers$/);
  return { page, asked, problems };
}

interface Wish {
  readonly fields: readonly string[];
  readonly detail: string;
}

/** Asks by the page, and returns the code that it shows. */
async function ask(staff: Page, { fields, detail }: Wish): Promise<string> {
  await openTab(staff, "Requests");
  await staff.getByRole("button", { name: "New request" }).click();
  const form = staff.getByRole("form", { name: "New request" });
  await form.getByLabel("What for").fill("To plan the grid of the quarter");
  for (const field of ["grid", "solar", "battery", "gas", "devices"]) {
    await form.getByLabel(field).setChecked(fields.includes(field));
  }
  await form.getByLabel("Down to").selectOption(detail);
  await form.getByRole("button", { name: "Make the request" }).click();
  return (await staff.locator("[data-code]").innerText()).trim();
}

/** An admin of the home takes the request up and gives it, or a part of it. */
async function give(
  admin: Page,
  home: string,
  code: string,
  part: object = {},
): Promise<string> {
  const path = `api/v1/homes/${home}/permissions`;
  const taken = await write(admin, "POST", path, { code });
  expect(taken.status).toBe(201);
  const { id } = taken.body as { id: string };
  const accepted = await write(admin, "POST", `${path}/${id}/accept`, part);
  expect(accepted.status).toBe(200);
  return id;
}

/** Opens one of the provider's pages. */
async function openTab(page: Page, name: string): Promise<void> {
  await page
    .getByRole("navigation", { name: "Provider" })
    .getByRole("link", { name })
    .click();
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("a provider's staff see a customer's past down to the days that it gave, until it withdraws", async ({
  page,
  browser,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  await pastIsThere(page, home);
  const { page: staff, asked, problems } = await staffOf(browser, demo);
  await expect(staff.getByText("No customers yet")).toBeVisible();
  for (const name of ["Live", "History", "Devices", "Settings", "Homes"]) {
    await expect(
      staff.getByRole("navigation", { name: "Pages" }).getByRole("link", {
        name,
        exact: true,
      }),
    ).toHaveCount(0);
  }
  await passesAxe(staff);

  await test.step("a request without words is not sent", async () => {
    await openTab(staff, "Requests");
    await expect(
      staff.getByText("You have not asked for anything"),
    ).toBeVisible();
    await staff.getByRole("button", { name: "New request" }).click();
    await staff.getByRole("button", { name: "Make the request" }).click();
    const words = staff.getByLabel("What for");
    await expect(words).toHaveAttribute("aria-invalid", "true");
    await expect(words).toBeFocused();
    await passesAxe(staff);
    await staff.getByRole("button", { name: "Cancel" }).click();
  });

  const code = await ask(staff, {
    fields: ["grid", "solar", "battery", "gas"],
    detail: "slot",
  });
  await expect(staff.locator("[data-link]")).toHaveText(
    `${demo.url}consent#code=${code}`,
  );
  await passesAxe(staff);
  const permission = await give(page, home, code, {
    fields: ["grid"],
    detail: "day",
  });

  await test.step("the table says what was given, and what was not", async () => {
    await openTab(staff, "Customers");
    const row = staff.locator(`[data-customer="${permission}"]`);
    await expect(row).toContainText("Consents");
    await expect(row.locator("[data-part]")).toHaveText(
      "In part: without solar, battery and gas; days instead of quarter-hours",
    );
    await passesAxe(staff);
    await row.getByRole("link", { name: "House" }).click();
  });

  await test.step("history is offered by days, and of the grid alone", async () => {
    await expect(heading(staff)).toHaveText("History");
    await expect(staff.locator("[data-consent]")).toContainText(
      "It lets you see grid, down to days",
    );
    // Days are seen once they are summed, within half a minute.
    await expect(async () => {
      await staff.reload();
      await expect(staff.locator(".chart__summary").first()).toHaveText(
        /^(Until .*: )?Imported [\d.,]+/,
        { timeout: 8_000 },
      );
    }).toPass({ timeout: 90_000 });
    const day = staff.getByRole("button", { name: "Day", exact: true });
    await expect(day).toBeDisabled();
    await expect(day).toHaveAccessibleDescription(
      "The home consented to days only.",
    );
    await expect(staff.getByText("Solar", { exact: true })).toHaveCount(0);
    await expect(staff.locator(".figure")).toHaveCount(0);
    await staff.getByRole("button", { name: "Week", exact: true }).click();
    await expect(staff).toHaveURL(/period=week/);
    // An address that asks for more is answered by what may be seen.
    await staff.goto(`${demo.url}homes/${home}/history?period=day`);
    await expect(
      staff.getByRole("button", { name: "Month", exact: true }),
    ).toHaveAttribute("aria-pressed", "true");
    await expect(staff.locator(".chart__summary").first()).toBeVisible();
    await passesAxe(staff);
  });

  await test.step("what no consent is for is not asked for, and explained", async () => {
    const forbidden = /\/(notes|power|devices|explain|connection)\b/;
    expect(asked.filter((path) => forbidden.test(path))).toEqual([]);
    for (const path of ["live", "devices", "settings/people"]) {
      await staff.goto(`${demo.url}homes/${home}/${path}`);
      await expect(heading(staff)).toHaveText(
        "The home did not consent to this",
      );
    }
    await passesAxe(staff);
    expect(problems).toEqual([]);
  });

  await test.step("once it is withdrawn the home is gone", async () => {
    const path = `api/v1/homes/${home}/permissions/${permission}/withdraw`;
    expect((await write(page, "POST", path, {})).status).toBe(200);
    await staff.goto(`${demo.url}provider/customers`);
    const row = staff.locator(`[data-customer="${permission}"]`);
    await expect(row).toContainText("Withdrew the consent");
    await expect(row.getByRole("link")).toHaveCount(0);
    await staff.goto(`${demo.url}homes/${home}/history`);
    await expect(heading(staff)).toHaveText("There is no such page");
  });
  await staff.context().close();
});

test("with consent to live values a provider sees the moment, takes files away, and ends the consent", async ({
  page,
  browser,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  const { page: staff, asked, problems } = await staffOf(browser, demo);
  const code = await ask(staff, {
    fields: ["grid", "solar", "battery", "devices"],
    detail: "live",
  });
  const permission = await give(page, home, code);
  await openTab(staff, "Customers");
  await staff.getByRole("link", { name: "House" }).click();

  await test.step("history down to hours, with the home's use and flows", async () => {
    await expect(staff.locator(".chart__summary").first()).toHaveText(
      /the home used/i,
      { timeout: 30_000 },
    );
    await expect(staff.getByText("Own energy")).toBeVisible();
    await expect(staff.getByText("Power of the day")).toHaveCount(0);
    await passesAxe(staff);
  });

  await test.step("the moment", async () => {
    await staff.getByRole("link", { name: "Live", exact: true }).click();
    await expect(staff.locator("[data-node=home]")).toHaveText(/\d/, {
      timeout: 30_000,
    });
    await expect(
      staff.getByText("From when this page was opened"),
    ).toBeVisible();
    await expect(staff.locator(".figure")).toHaveCount(0);
    await passesAxe(staff);
  });

  await test.step("a file", async () => {
    await staff.getByRole("link", { name: "Consent", exact: true }).click();
    await passesAxe(staff);
    await staff.getByRole("button", { name: "Write the file" }).click();
    const link = staff.locator("[data-download]");
    await expect(link).toBeVisible({ timeout: 30_000 });
    const waiting = staff.waitForEvent("download");
    await link.click();
    expect((await waiting).suggestedFilename()).toMatch(/\.csv$/);
  });

  await test.step("all that consent, slot by slot, and days beside days", async () => {
    await staff.getByRole("link", { name: "Provider", exact: true }).click();
    await openTab(staff, "Load profile");
    await expect(staff.locator("[data-asked]")).toContainText(
      "One home was asked.",
      { timeout: 30_000 },
    );
    await expect(
      staff.locator(".chart__summary, ohm-chart-foot p").first(),
    ).toHaveText(/Highest at .*One home|Highest at .*1 homes/);
    await passesAxe(staff);
    await openTab(staff, "Comparison");
    await expect(staff.locator("[data-figure=home]")).toBeVisible({
      timeout: 30_000,
    });
    await expect(staff.locator("[data-sentence]")).toContainText(
      "per home and day",
    );
    await passesAxe(staff);
  });
  const forbidden = /\/(notes|power|devices|explain|connection)\b/;
  expect(asked.filter((path) => forbidden.test(path))).toEqual([]);

  await test.step("its end", async () => {
    await openTab(staff, "Customers");
    const row = staff.locator(`[data-customer="${permission}"]`);
    await row.getByRole("button", { name: "End the consent of House" }).click();
    const dialog = staff.getByRole("dialog", {
      name: "End the consent of House?",
    });
    await passesAxe(staff);
    await dialog.getByRole("button", { name: "End it" }).click();
    await expect(row).toContainText("Purpose fulfilled");
    await expect(row.getByRole("button")).toHaveCount(0);
  });
  expect(problems).toEqual([]);
  await staff.context().close();
});

test("people of homes never have a provider's pages", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  await expect(
    page.getByRole("link", { name: "Provider", exact: true }),
  ).toHaveCount(0);
  for (const path of [
    "provider",
    "provider/requests",
    "provider/load-profile",
    "provider/comparison",
    "provider/aggregates",
    `homes/${home}/customer`,
  ]) {
    await page.goto(new URL(path, demo.url).href);
    await expect(heading(page)).toHaveText(
      "This is for the staff of a provider",
    );
  }
});

/** Enters the demo as somebody of its provider. */
async function enterAsProvider(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator("[data-role=provider]").click();
  await page.waitForURL(/\/provider\/customers$/);
  await expect(page.locator("[data-customer]").first()).toBeVisible();
}

test("the demo's provider has customers in every state, and finds them", async ({
  page,
  demo,
}) => {
  await enterAsProvider(page, demo.url);
  const customers = page.locator("[data-customer]");
  await expect
    .poll(
      async () => {
        await page.reload();
        await customers.first().waitFor();
        return customers.count();
      },
      { message: "all customers are seeded", timeout: 60_000 },
    )
    .toBeGreaterThan(40);
  const states = await page
    .locator("[data-customer]")
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-state")));
  expect([...new Set(states)].sort()).toEqual([
    "accepted",
    "expired",
    "fulfilled",
    "rejected",
    "requested",
    "revoked",
    "terminated",
    "timed_out",
  ]);
  await expect(page.locator("[data-soon]")).toHaveCount(2);
  expect(await page.locator("[data-part]").count()).toBeGreaterThan(0);

  await page.getByLabel("Consent", { exact: true }).selectOption("revoked");
  await expect(page.locator("[data-customer]")).toHaveCount(
    states.filter((state) => state === "revoked").length,
  );
  await expect(page.locator("[data-customer]").first()).toContainText(
    "Not named any more",
  );
  await page.getByLabel("Consent", { exact: true }).selectOption("");
  const name = await page
    .locator("[data-state=accepted] a")
    .first()
    .innerText();
  const search = page.getByRole("searchbox", { name: "Name" });
  await search.fill(name);
  await expect(page.locator("[data-customer]")).toHaveCount(1);
  await search.fill("nobody is called like this");
  await expect(page.getByText("No customer is like that.")).toBeVisible();
});

for (const [scheme, width] of [
  ["light", 1280],
  ["dark", 390],
] as const) {
  test(`no page of the demo's provider is empty, and each passes axe (${scheme}, ${width} px)`, async ({
    page,
    demo,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await enterAsProvider(page, demo.url);
    const filled: Record<string, string> = {
      Customers: "[data-customer]",
      Requests: "[data-request]",
      "Load profile": "[data-asked]",
      Comparison: "[data-figure]",
      Aggregates: "[data-day]",
    };
    for (const [name, part] of Object.entries(filled)) {
      await test.step(name, async () => {
        await openTab(page, name);
        await expect(page.locator(part).first()).toBeVisible({
          timeout: 60_000,
        });
        await passesAxe(page);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth),
        ).toBeLessThanOrEqual(width);
      });
    }
    await test.step("a customer, by months", async () => {
      await openTab(page, "Customers");
      await page
        .locator("[data-state=accepted]", { hasText: "down to months" })
        .getByRole("link")
        .first()
        .click();
      await expect(page.locator(".chart__summary").first()).toBeVisible({
        timeout: 30_000,
      });
      await expect(
        page.getByRole("button", { name: "Month", exact: true }),
      ).toBeDisabled();
      await passesAxe(page);
    });
  });
}
