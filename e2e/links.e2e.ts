import { Browser, Page } from "@playwright/test";
import { baseOf, enterDemo, expect, get, openHome, test, write } from "./demo";
import { passesAxe } from "./axe";

// Axe brings its own script, which the page's policy rightly refuses.
test.use({ bypassCSP: true });

interface Device {
  id: string;
  name: string;
  switchable: boolean;
  confirm: boolean;
}

/** A browser that knows nobody. */
async function freshPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    bypassCSP: true,
  });
  return context.newPage();
}

/** What the API answers to the page's own cookie. */
function statusOf(page: Page, path: string): Promise<number> {
  return page.evaluate(
    async (url) => (await fetch(new URL(url, document.baseURI))).status,
    path,
  );
}

async function makeLink(
  page: Page,
  home: string,
  wish: object,
): Promise<string> {
  const made = await write(page, "POST", `api/v1/homes/${home}/links`, wish);
  expect(made.status).toBe(201);
  const { token } = made.body as { token: string };
  return new URL(`kiosk#token=${token}`, await baseOf(page)).href;
}

const homeNode = (page: Page) => page.locator("[data-node=home]");

test("a kiosk link shows what was ticked, and ends when it is revoked", async ({
  page,
  demo,
  browser,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  const { items: homes } = await get<{ items: { id: string }[] }>(
    page,
    "api/v1/homes",
  );
  const other = homes.find(({ id }) => id !== home)?.id ?? "";
  const { items: devices } = await get<{ items: Device[] }>(
    page,
    `api/v1/homes/${home}/devices`,
  );
  const [shown, hidden] = devices;
  await page.goto(
    new URL(`homes/${home}/settings/links`, await baseOf(page)).href,
  );
  await page.getByRole("button", { name: "New link" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Kitchen tablet");
  await page.getByLabel(/^Power of the last hour/).check();
  await page.getByLabel(shown?.name ?? "", { exact: true }).check();
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(
    page.getByRole("img", { name: "QR code of the link" }),
  ).toBeVisible();
  const address = await page.locator("[data-address]").innerText();
  await page.getByRole("button", { name: "I have it" }).click();
  await expect(page.locator("[data-address]")).toHaveCount(0);
  const row = page.locator("[data-link]", { hasText: "Kitchen tablet" });
  await expect(row).toContainText("never used");

  const kiosk = await freshPage(browser);
  const texts: string[] = [];
  kiosk.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => texts.push(String(payload))),
  );
  await kiosk.goto(address);
  await expect(kiosk.locator("h1")).toHaveText("House");
  await expect(kiosk).toHaveURL(/\/kiosk$/);
  await expect(homeNode(kiosk)).toHaveText(/\d/, { timeout: 20_000 });
  await expect(kiosk.locator("[data-today=home]").first()).toHaveText(/\d/);
  await expect(kiosk.locator("[data-device]")).toHaveCount(1);
  await expect(kiosk.getByRole("heading", { level: 2 })).toContainText([
    "Energy flow now",
    "Today so far",
    "Devices",
    "Power of the last hour",
  ]);
  const first = await homeNode(kiosk).textContent();
  await expect
    .poll(() => homeNode(kiosk).textContent(), { timeout: 20_000 })
    .not.toBe(first);

  await test.step("no controls, no money, no device that was not ticked", async () => {
    await expect(kiosk.getByRole("navigation")).toHaveCount(0);
    await expect(kiosk.getByRole("switch")).toHaveCount(0);
    await expect(kiosk.locator("[data-figure]")).toHaveCount(0);
    const told = texts.join("\n");
    expect(told).toContain(shown?.id);
    expect(told).not.toContain(hidden?.id);
    const { items: channels } = await get<{
      items: { id: string; role: string }[];
    }>(page, `api/v1/homes/${home}/channels`);
    for (const { id, role } of channels) {
      if (role.startsWith("price_")) {
        expect(told).not.toContain(id);
      }
    }
    await passesAxe(kiosk);
  });
  await test.step("whatever else it asks for is refused", async () => {
    for (const path of [
      "me",
      "homes",
      "sessions",
      "api-keys",
      `homes/${home}`,
      `homes/${home}/channels`,
      `homes/${home}/devices`,
      `homes/${home}/connection`,
      `homes/${home}/notes`,
      `homes/${home}/audit`,
      `homes/${home}/links`,
      `homes/${home}/power?from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z`,
      `homes/${home}/energy?from=2026-01-01&to=2026-01-02&period=hour`,
    ]) {
      expect(await statusOf(kiosk, `api/v1/${path}`), path).toBe(403);
    }
    expect(await statusOf(kiosk, `api/v1/homes/${other}/live`)).toBe(404);
    expect(await statusOf(kiosk, `api/v1/homes/${other}/tiles`)).toBe(404);
    expect(await statusOf(kiosk, `api/v1/homes/${home}/live`)).toBe(200);
    const switched = await write(
      kiosk,
      "POST",
      `api/v1/homes/${home}/devices/${shown?.id}/actions`,
      { on: true, confirmed: true },
    );
    expect(switched.status).toBe(403);
  });
  await test.step("it comes back by itself after a reload", async () => {
    await kiosk.reload();
    await expect(homeNode(kiosk)).toHaveText(/\d/, { timeout: 20_000 });
  });

  await page.reload();
  await expect(row).toContainText("last used");
  await row.getByRole("button", { name: "Revoke: Kitchen tablet" }).click();
  await expect(kiosk.locator("h1")).toHaveText("This link has ended", {
    timeout: 5_000,
  });
  await expect(row).toHaveCount(0);
  expect(await statusOf(kiosk, `api/v1/homes/${home}/live`)).toBe(401);
  await kiosk.goto(address);
  await expect(kiosk.locator("h1")).toHaveText("This link has ended");
  await kiosk.context().close();
});

test("a link that switches is named in the trail", async ({
  page,
  demo,
  browser,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  const { items: devices } = await get<{ items: Device[] }>(
    page,
    `api/v1/homes/${home}/devices`,
  );
  const lamp = devices.find(
    ({ switchable, confirm }) => switchable && !confirm,
  );
  const heater = devices.find(
    ({ switchable, confirm }) => switchable && confirm,
  );
  const address = await makeLink(page, home, {
    name: "Hall",
    kind: "kiosk",
    tiles: [],
    devices: [lamp?.id, heater?.id].filter((id) => id !== undefined),
    may_switch: true,
  });
  const kiosk = await freshPage(browser);
  await kiosk.goto(address);
  const toggle = kiosk.getByRole("switch", { name: lamp?.name ?? "" });
  await expect(toggle).toBeEnabled({ timeout: 20_000 });
  const before = await toggle.getAttribute("aria-checked");
  await toggle.click();
  await expect(toggle).toHaveAttribute(
    "aria-checked",
    before === "true" ? "false" : "true",
    { timeout: 20_000 },
  );
  if (heater) {
    await kiosk.getByRole("switch", { name: heater.name }).click();
    await expect(kiosk.locator("dialog[open]")).toContainText(
      "heats or charges",
    );
    await kiosk.getByRole("button", { name: "Cancel" }).click();
  }
  const { items: trail } = await get<{
    items: { by_name: string; subject: string }[];
  }>(page, `api/v1/homes/${home}/audit`);
  expect(trail[0]).toMatchObject({ by_name: "Hall", subject: lamp?.id });
  await kiosk.context().close();
});

test("a guest's link asks whoever is signed in first", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  const address = await makeLink(page, home, {
    name: "Grandma",
    kind: "guest",
    tiles: ["flow", "today"],
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  await page.goto(address);
  await expect(page.locator("h1")).toHaveText("Open this link here?");
  await page.getByRole("button", { name: "Sign out and open it" }).click();
  await expect(page.locator("h1")).toHaveText("House");
  await expect(homeNode(page)).toHaveText(/\d/, { timeout: 20_000 });
  await page.goto(demo.url);
  await expect(page.locator("[data-role=admin]")).toBeVisible();
  await enterDemo(page, demo.url, "viewer");
  expect(await statusOf(page, "api/v1/me")).toBe(200);
});
