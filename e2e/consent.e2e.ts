import { Browser, Locator, Page } from "@playwright/test";
import { passesAxe } from "./axe";
import { baseOf, enterDemo, expect, get, openHome, test, write } from "./demo";
import { Staff, askFor, makeStaff, manyTerms } from "./provider";

// Axe brings its own script, which the page's policy rightly refuses.
test.use({ bypassCSP: true });

async function freshPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    bypassCSP: true,
    reducedMotion: "reduce",
  });
  return context.newPage();
}

async function openSetting(
  page: Page,
  home: string,
  setting: string,
): Promise<void> {
  await page.goto(
    new URL(`homes/${home}/settings/${setting}`, await baseOf(page)).href,
  );
}

const card = (page: Page, staff: Staff): Locator =>
  page.getByRole("article", { name: staff.name });

/** Enters the code under Settings → Consent. */
async function takeUp(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code, or the whole address").fill(code);
  await page.getByRole("button", { name: "Read the request" }).click();
}

/** What the API answers to the page's own cookie. */
function statusOf(page: Page, path: string): Promise<number> {
  return page.evaluate(
    async (url) => (await fetch(new URL(url, document.baseURI))).status,
    path,
  );
}

function localDate(daysAhead: number): string {
  return new Date(Date.now() + daysAhead * 86_400_000)
    .toISOString()
    .slice(0, 10);
}

test("the link in a provider's letter leads through signing in to its request, and the code is sent to nobody on the way", async ({
  browser,
  demo,
}) => {
  const staff = await makeStaff(browser, demo, "Letter Power");
  const code = await askFor(staff);
  const page = await freshPage(browser);
  const sent: string[] = [];
  page.on("request", (request) =>
    sent.push(
      `${request.method()} ${request.url()} ${request.postData() ?? ""} ${JSON.stringify(request.headers())}`,
    ),
  );
  await page.goto(new URL(`consent#code=${code}`, demo.url).href);
  await page.waitForURL(/\/sign-in\?return=%2Fconsent$/);
  await page.locator("[data-role=admin]").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Which home does the provider ask?",
  );
  expect(page.url()).not.toContain(code);
  await passesAxe(page);
  await page.getByRole("link", { name: "House" }).click();
  await page.waitForURL(/\/settings\/consent$/);
  await expect(page.getByLabel("Code, or the whole address")).toHaveValue(code);
  await passesAxe(page);
  expect(sent.filter((request) => request.includes(code))).toEqual([]);

  await test.step("what it asks for is said in plain sentences", async () => {
    await page.getByRole("button", { name: "Read the request" }).click();
    const request = card(page, staff);
    await expect(request).toContainText("Waits for an answer until");
    await expect(request).toContainText("To advise you on a battery");
    await expect(request).toContainText("Grid: what is bought and fed in");
    await expect(request).toContainText("show when you are at home");
    await expect(request).toContainText("nothing older");
    await expect(request).toContainText("ask@letterpower.example");
    const policy = request.getByRole("link", { name: /privacy policy/ });
    await expect(policy).toHaveAttribute(
      "href",
      "https://letterpower.example/privacy",
    );
    await expect(policy).toHaveAttribute("rel", /noopener/);
    await expect(page.getByLabel("Code, or the whole address")).toHaveValue("");
    await passesAxe(page);
  });

  await test.step("and its provider learns of no home that rejects it", async () => {
    await page
      .getByRole("button", { name: "Reject the request of Letter Power" })
      .click();
    await passesAxe(page);
    await page.getByRole("button", { name: "Reject", exact: true }).click();
    await expect(page.locator("[data-news]")).toContainText("is rejected");
    await expect(card(page, staff)).toContainText("Rejected");
    const { items } = await get<{
      items: { state: string; home: string | null; home_name: string | null }[];
    }>(staff.page, "api/v1/providers/customers");
    expect(items).toMatchObject([
      { state: "rejected", home: null, home_name: null },
    ]);
  });
  await page.context().close();
  await staff.page.context().close();
});

test("an admin gives a part, the provider sees that part, is refused once it is withdrawn, and the log tells", async ({
  page,
  browser,
  demo,
  problems,
}) => {
  // Axe takes seconds for a full page, and looks at six.
  test.setTimeout(240_000);
  const staff = await makeStaff(browser, demo, "Part Power");
  const code = await askFor(staff);
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  await openSetting(page, home, "consent");
  await takeUp(
    page,
    `  ${new URL(`consent#code=${code}`, await baseOf(page)).href}\n`,
  );
  const request = card(page, staff);
  await request
    .getByRole("button", { name: "Accept the request of Part Power" })
    .click();
  const form = request.getByRole("form", { name: "What you give Part Power" });
  const effect = request.locator("[data-effect]");

  await test.step("what would be seen follows what is chosen, and is never wider", async () => {
    await expect(form.getByRole("heading").first()).toBeFocused();
    await expect(
      form.getByRole("button", { name: "Accept all of it" }),
    ).toBeEnabled();
    for (const field of ["grid", "solar", "battery", "devices"]) {
      await form.locator(`[data-field=${field}]`).uncheck();
    }
    await expect(form).toContainText("Tick at least one");
    await expect(
      form.getByRole("button", { name: "Accept this part" }),
    ).toBeDisabled();
    await form.locator("[data-field=grid]").check();
    await form.locator("[data-field=solar]").check();
    await expect(form.getByLabel("How fine").locator("option")).toHaveCount(3);
    await form.getByLabel("How fine").selectOption("day");
    await form.getByLabel("Last day").fill(localDate(500));
    await expect(form).toContainText("Later than it asks for.");
    await form.getByLabel("Last day").fill(localDate(30));
    await form.getByLabel("Nothing older than").fill(localDate(-60));
    await expect(effect).toContainText("Day sums");
    await expect(effect).toContainText("is not told");
    await expect(effect).not.toContainText("Battery:");
    await passesAxe(page);
  });
  await form.getByRole("button", { name: "Accept this part" }).click();
  const news = page.locator("[data-news]");
  await expect(news).toContainText("A part of what Part Power asked for");
  await expect(news).toBeFocused();
  await expect(request).toContainText("In force: it sees this now");
  await expect(request.locator("ohm-consent-terms").first()).not.toContainText(
    "Battery:",
  );
  await passesAxe(page);

  const days = `api/v1/homes/${home}/energy?from=${localDate(-3)}&to=${localDate(1)}&period=day`;
  await test.step("the provider sees what was given", async () => {
    const { items } = await get<{
      items: { home: string; given: { fields: string[]; detail: string } }[];
    }>(staff.page, "api/v1/providers/customers");
    expect(items).toMatchObject([
      { home, given: { fields: ["grid", "solar"], detail: "day" } },
    ]);
    const { items: channels } = await get<{ items: { role: string }[] }>(
      staff.page,
      `api/v1/homes/${home}/channels`,
    );
    expect(channels.length).toBeGreaterThan(0);
    for (const { role } of channels) {
      expect(["grid_import", "grid_export", "solar"]).toContain(role);
    }
    expect(await statusOf(staff.page, days)).toBe(200);
    for (const path of [
      `homes/${home}/energy?from=${localDate(-1)}&to=${localDate(1)}&period=hour`,
      `homes/${home}/live`,
      `homes/${home}/access-log`,
      `homes/${home}/permissions`,
      `homes/${home}/members`,
    ]) {
      expect(await statusOf(staff.page, `api/v1/${path}`), path).toBe(403);
    }
  });

  await test.step("and nothing from the answer on to whoever withdraws it", async () => {
    // Without rest, until it is refused. An answer that is under way meanwhile is not told: 503, try again.
    const reading = staff.page.evaluate(async (path) => {
      const url = new URL(path, document.baseURI);
      for (let seen = 0, lastAsked = 0; ;) {
        const asked = Date.now();
        const { status } = await fetch(url);
        if (status === 200) {
          seen += 1;
          lastAsked = asked;
        } else if (status !== 503) {
          return { seen, lastAsked, status };
        }
      }
    }, days);
    await request
      .getByRole("button", { name: "Withdraw the consent to Part Power" })
      .click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("It stops within seconds");
    await expect(dialog).toContainText("is not taken back");
    await passesAxe(page);
    const answered = page.waitForResponse(/\/withdraw$/).then(() => Date.now());
    await dialog.getByRole("button", { name: "Withdraw", exact: true }).click();
    const { seen, lastAsked, status } = await reading;
    expect(status).toBe(404);
    expect(seen).toBeGreaterThan(0);
    expect(lastAsked).toBeLessThanOrEqual(await answered);
    expect(await statusOf(staff.page, `api/v1/homes/${home}`)).toBe(404);
  });
  await expect(news).toContainText("sees nothing any more");
  await expect(request).toContainText("Withdrawn");
  await request.getByText("Who did what, and when").click();
  for (const step of ["took the request up", "accepted", "withdrew it"]) {
    await expect(request).toContainText(step);
  }
  await passesAxe(page);

  await test.step("a code that is used up or wrong says so", async () => {
    await takeUp(page, "no-such-code");
    await expect(page.locator("#consent-code-error")).toContainText(
      "not valid",
    );
    problems.length = 0;
  });

  await test.step("the access log says who looked, at what, how often", async () => {
    await page.getByRole("link", { name: "Access log" }).click();
    const rows = page.getByRole("row", { name: /Bo of Part Power/ });
    await expect(rows.filter({ hasText: "Energy over time" })).toContainText(
      /once|\d+ times/,
    );
    await expect(
      rows.filter({ hasText: "Which meters and devices" }),
    ).toHaveCount(1);
    await passesAxe(page);
  });
  await staff.page.context().close();
});

test("viewers read consents and the log, and are told who answers", async ({
  page,
  browser,
  demo,
}) => {
  const staff = await makeStaff(browser, demo, "Viewed Power");
  const code = await askFor(staff, { ...manyTerms(), fields: ["gas"] });
  const admin = await freshPage(browser);
  await enterDemo(admin, demo.url, "admin");
  const home = await openHome(admin, "House");
  const taken = await write(admin, "POST", `api/v1/homes/${home}/permissions`, {
    code,
  });
  expect(taken.status).toBe(201);

  for (const role of ["viewer", "manager"] as const) {
    await enterDemo(page, demo.url, role);
    await openHome(page, "House");
    await page.getByRole("link", { name: "People" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "People and access",
    );
    await page.getByRole("link", { name: "Consent" }).click();
    const request = card(page, staff);
    await expect(request).toContainText("Waits for an answer until");
    for (const name of [/^Accept/, /^Reject/]) {
      const button = request.getByRole("button", { name });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(
        /Only an admin of the home answers/,
      );
    }
    await expect(
      page.getByRole("button", { name: "Read the request" }),
    ).toBeDisabled();
    await passesAxe(page);
    await page.getByRole("link", { name: "Access log" }).click();
    await expect(
      page.getByRole("heading", { name: "Who looked at this home" }),
    ).toBeVisible();
    await passesAxe(page);
    await page.context().clearCookies();
  }

  const consent = new URL(
    `homes/${home}/settings/consent`,
    await baseOf(admin),
  );
  await staff.page.goto(consent.href);
  await expect(staff.page.getByRole("heading", { level: 1 })).toHaveText(
    "There is no such page",
  );
  await staff.page.context().close();
  await admin.context().close();
});

test("consents and log that are on their way, failing or empty say so", async ({
  page,
  demo,
  problems,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  for (const [setting, path, empty] of [
    ["consent", "**/api/v1/**/permissions", "Nobody outside sees this home"],
    ["access-log", "**/api/v1/**/access-log", "Nobody has looked."],
  ] as const) {
    let fail = (): void => undefined;
    const held = new Promise<void>((resolve) => (fail = resolve));
    let isFirst = true;
    await page.route(path, async (route) => {
      if (isFirst) {
        isFirst = false;
        await held;
        await route.fulfill({ status: 503, json: { detail: "It rests." } });
      } else {
        await route.fulfill({ json: { items: [], next: null } });
      }
    });
    await openSetting(page, home, setting);
    await expect(page.locator(".skeleton")).toBeVisible();
    await passesAxe(page);
    fail();
    await expect(page.getByRole("alert")).toContainText("It rests.");
    await passesAxe(page);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator("[data-empty]")).toContainText(empty);
    await passesAxe(page);
    await page.unroute(path);
  }
  problems.length = 0;
});

test("older looks come by asking for more, once each", async ({
  page,
  demo,
}) => {
  const entry = (minute: number) => ({
    at: new Date(Date.UTC(2026, 10, 2, 0, minute)).toISOString(),
    last_at: new Date(Date.UTC(2026, 10, 2, 0, minute)).toISOString(),
    by: "u",
    by_name: "Bo",
    organisation: "Many Power",
    kind: "energy",
    count: 1,
  });
  await enterDemo(page, demo.url, "viewer");
  const home = await openHome(page, "House");
  await page.route("**/api/v1/**/access-log*", (route) => {
    const after = new URL(route.request().url()).searchParams.get("after");
    return route.fulfill({
      json:
        after === null
          ? { items: [entry(5), entry(4)], next: "older than 4" }
          : { items: after === "older than 4" ? [entry(3)] : [], next: null },
    });
  });
  await openSetting(page, home, "access-log");
  const rows = page.getByRole("row", { name: /Bo of Many Power/ });
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(rows).toHaveCount(3);
  await expect(page.locator("[data-end]")).toBeVisible();
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
});
