import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Browser, Page } from "@playwright/test";
import { baseOf, enterDemo, expect, get, openHome, test, write } from "./demo";
import { startServer } from "./processes";

/** What a wall tablet goes through in years: nights, lost screens, new versions, outages. */

async function wallTablet(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    colorScheme: "light",
    locale: "en-GB",
    // Far from any home of the demo.
    timezoneId: "Pacific/Auckland",
  });
  return context.newPage();
}

/** Makes a kiosk link of the demo's house as its admin, and returns its address. */
async function makeKiosk(page: Page, url: string): Promise<string> {
  await enterDemo(page, url, "admin");
  const home = await openHome(page, "House");
  const made = await write(page, "POST", `api/v1/homes/${home}/links`, {
    name: "Wall",
    kind: "kiosk",
    tiles: ["flow", "today"],
    devices: [],
    may_switch: false,
  });
  expect(made.status).toBe(201);
  const { token } = made.body as { token: string };
  return new URL(`kiosk#token=${token}`, await baseOf(page)).href;
}

interface Line {
  /** Drops the connection that the page has; it may connect again. */
  drop(): void;
}

/** Stands between the page and the live socket, and writes its frames anew. */
async function between(
  page: Page,
  rewrite: (message: Record<string, unknown>) => Record<string, unknown>,
): Promise<Line> {
  let drop = (): void => undefined;
  await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((text) =>
      socket.send(
        JSON.stringify(
          rewrite(JSON.parse(String(text)) as Record<string, unknown>),
        ),
      ),
    );
    drop = () => {
      void socket.close({ code: 1001 });
      void server.close();
    };
  });
  return { drop: () => drop() };
}

const homeNode = (page: Page) => page.locator("[data-node=home]");
const clock = (page: Page) => page.locator("[data-clock]");

async function showsValues(page: Page): Promise<void> {
  await expect(homeNode(page)).toHaveText(/\d/, { timeout: 60_000 });
}

/** By how much the time has to be shifted for the clock of the zone to show hh:mm:ss. */
function shiftTo(wanted: string, zone: string): number {
  const shown = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(Date.now());
  const seconds = (text: string): number =>
    text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return (seconds(wanted) - seconds(shown)) * 1000;
}

test("a kiosk is dark from 22 to 6 o'clock by the home's clock, and light again in the morning", async ({
  page,
  demo,
  browser,
}) => {
  const address = await makeKiosk(page, demo.url);
  const { items } = await get<{ items: { name: string; time_zone: string }[] }>(
    page,
    "api/v1/homes",
  );
  const zone = items.find(({ name }) => name === "House")?.time_zone ?? "";
  const kiosk = await wallTablet(browser);
  let shift = shiftTo("21:59:50", zone);
  const line = await between(kiosk, (message) =>
    typeof message["t"] === "string"
      ? {
          ...message,
          t: new Date(Date.parse(message["t"]) + shift).toISOString(),
        }
      : message,
  );
  const isDark = (): Promise<boolean> =>
    kiosk.evaluate(() =>
      document.documentElement.classList.contains("scheme-dark"),
    );
  const brightness = (): Promise<string> =>
    kiosk.locator("main").evaluate((main) => getComputedStyle(main).filter);
  await kiosk.goto(address);
  await showsValues(kiosk);
  await expect(clock(kiosk)).toContainText("21:59");
  expect(await isDark()).toBe(false);
  expect(await brightness()).toBe("none");
  await expect(clock(kiosk)).toContainText("22:00", { timeout: 20_000 });
  await expect.poll(isDark).toBe(true);
  expect(await brightness()).toBe("brightness(0.55)");

  await test.step("a reload at night leaves it dark, and the morning still comes", async () => {
    await kiosk.reload();
    await showsValues(kiosk);
    await expect.poll(isDark).toBe(true);
    shift = shiftTo("05:59:50", zone);
    line.drop();
    await expect(clock(kiosk)).toContainText("05:59", { timeout: 20_000 });
    expect(await isDark()).toBe(true);
    await expect(clock(kiosk)).toContainText("06:00", { timeout: 20_000 });
    await expect.poll(isDark).toBe(false);
    expect(await brightness()).toBe("none");
  });
  await kiosk.context().close();
});

test("a kiosk keeps the screen on, and asks again when it was hidden", async ({
  page,
  demo,
  browser,
}) => {
  const address = await makeKiosk(page, demo.url);
  const kiosk = await wallTablet(browser);
  await kiosk.addInitScript(() => {
    const locks = { asked: [] as string[], released: 0, isRefused: false };
    Object.assign(window, { locks });
    Object.defineProperty(Navigator.prototype, "wakeLock", {
      value: {
        request: (kind: string) => {
          locks.asked.push(kind);
          return locks.isRefused
            ? Promise.reject(new DOMException("low battery", "NotAllowedError"))
            : Promise.resolve({
                release: () => {
                  locks.released += 1;
                  return Promise.resolve();
                },
              });
        },
      },
    });
    let state = "visible";
    Object.defineProperty(Document.prototype, "visibilityState", {
      get: () => state,
    });
    Object.assign(window, {
      show: (shown: boolean) => {
        state = shown ? "visible" : "hidden";
        document.dispatchEvent(new Event("visibilitychange"));
      },
    });
  });
  const asked = (): Promise<string[]> =>
    kiosk.evaluate(
      () => (window as unknown as { locks: { asked: string[] } }).locks.asked,
    );
  const show = (shown: boolean): Promise<void> =>
    kiosk.evaluate(
      (is) => (window as unknown as { show: (is: boolean) => void }).show(is),
      shown,
    );
  const refused: string[] = [];
  kiosk.on("pageerror", (error) => refused.push(error.message));

  await kiosk.goto(address);
  await showsValues(kiosk);
  expect(await asked()).toEqual(["screen"]);
  await show(false);
  expect(await asked()).toEqual(["screen"]);
  await show(true);
  expect(await asked()).toEqual(["screen", "screen"]);

  await test.step("a browser that does not want to is no fault", async () => {
    await kiosk.evaluate(() => {
      (window as unknown as { locks: { isRefused: boolean } }).locks.isRefused =
        true;
    });
    await show(false);
    await show(true);
    expect(await asked()).toHaveLength(3);
    await showsValues(kiosk);
    expect(refused).toEqual([]);
  });
  await kiosk.context().close();
});

test("a kiosk loads itself anew when the server has another version, once", async ({
  page,
  demo,
  browser,
}) => {
  const address = await makeKiosk(page, demo.url);
  const kiosk = await wallTablet(browser);
  let version = "1.0.0";
  let hellos = 0;
  const line = await between(kiosk, (message) => {
    if (message["type"] !== "hello") {
      return message;
    }
    hellos += 1;
    return { ...message, version };
  });
  let loads = 0;
  kiosk.on("load", () => (loads += 1));
  await kiosk.goto(address);
  await showsValues(kiosk);
  expect(loads).toBe(1);

  await test.step("the same version is no reason", async () => {
    line.drop();
    await expect.poll(() => hellos, { timeout: 30_000 }).toBe(2);
    await showsValues(kiosk);
    expect(loads).toBe(1);
  });

  version = "1.0.1";
  line.drop();
  await expect.poll(() => loads, { timeout: 30_000 }).toBe(2);
  await expect.poll(() => hellos, { timeout: 30_000 }).toBe(4);
  await showsValues(kiosk);
  await expect(kiosk).toHaveURL(/\/kiosk$/);
  line.drop();
  await expect.poll(() => hellos, { timeout: 30_000 }).toBe(5);
  await showsValues(kiosk);
  expect(loads).toBe(2);
  await kiosk.context().close();
});

test("a kiosk finds its way back after the server was away", async ({
  page,
  browser,
  problems,
}) => {
  test.setTimeout(240_000);
  const data = await mkdtemp(join(tmpdir(), "ohmstead-kiosk-"));
  const first = await startServer(["--demo"], {}, data);
  const address = await makeKiosk(page, first.url);
  await page.goto("about:blank");
  const kiosk = await wallTablet(browser);
  let loads = 0;
  kiosk.on("load", () => (loads += 1));
  await kiosk.goto(address);
  await showsValues(kiosk);

  await first.stop();
  const waiting = kiosk.getByRole("status");
  await expect(waiting).toHaveText("Connecting…", { timeout: 30_000 });
  await expect(clock(kiosk)).toBeVisible();
  const second = await startServer(
    ["--demo", "--listen", new URL(first.url).host],
    {},
    data,
  );
  await expect(waiting).toHaveCount(0, { timeout: 90_000 });
  await showsValues(kiosk);
  const before = await homeNode(kiosk).textContent();
  await expect
    .poll(() => homeNode(kiosk).textContent(), { timeout: 60_000 })
    .not.toBe(before);
  expect(loads).toBe(1);
  await kiosk.context().close();
  await second.stop();
  await rm(data, { recursive: true, force: true });
  problems.length = 0;
});
