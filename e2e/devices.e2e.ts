import { Locator, Page } from "@playwright/test";
import { passesAxe } from "./axe";
import { baseOf, enterDemo, expect, get, openHome, test, write } from "./demo";
import { SimulatedHome } from "./simulator";

interface Channel {
  id: string;
  name: string;
  role: string;
  kind?: string;
  included_in?: string;
  power_origin?: string;
  order?: number;
}

interface Energy {
  home: (number | null)[];
  untracked: { kwh: (number | null)[]; deficit: (number | null)[] };
  channels: Record<string, { kwh?: number[] }>;
}

interface AuditTrail {
  items: { action: string; by_name: string; subject_name: string }[];
}

/** Until a device that does not follow counts as failed, and a little. */
const switchingMs = 25_000;

test.use({ locale: "en-GB" });

async function openDevices(
  page: Page,
  name: string,
  query = "",
): Promise<string> {
  const home = await openHome(page, name);
  await page.goto(
    new URL(`homes/${home}/devices${query}`, await baseOf(page)).href,
  );
  await expect(page.locator("[data-energy]").first()).toHaveText(/\d/, {
    timeout: 30_000,
  });
  return home;
}

function rowOf(page: Page, device: string): Locator {
  return page.locator("tr[data-device]", { hasText: device });
}

function channelsOf(page: Page, home: string): Promise<{ items: Channel[] }> {
  return get(page, `api/v1/homes/${home}/channels`);
}

test("devices and the rest add up to what the home used, as the API tells it", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const asked = page.waitForResponse((answer) =>
    /\/energy\?.*period=day/.test(answer.url()),
  );
  const home = await openDevices(page, "House", "?period=week");
  const energy = (await (await asked).json()) as Energy;
  const { items } = await channelsOf(page, home);
  const devices = items.filter((channel) => channel.role === "device");
  for (const device of devices) {
    const shown = page.locator(`tr[data-device="${device.id}"] [data-energy]`);
    await expect(shown).toContainText(
      written(sum(energy.channels[device.id]?.kwh ?? [])),
    );
  }
  const rest = sum([
    ...energy.untracked.kwh,
    ...energy.untracked.deficit.map((kwh) => -(kwh ?? 0)),
  ]);
  await expect(page.locator("[data-untracked]")).toHaveText(
    `${written(rest)} kWh`,
  );
  const whole = devices
    .filter((device) => !device.included_in)
    .reduce(
      (all, device) => all + sum(energy.channels[device.id]?.kwh ?? []),
      0,
    );
  expect(whole + rest).toBeCloseTo(sum(energy.home), 1);
});

test("a device's row opens its history", async ({ page, demo }) => {
  await enterDemo(page, demo.url, "viewer");
  await openDevices(page, "House", "?period=week");
  const opener = page.locator(".device__open", { hasText: "Heat pump" });
  await opener.click();
  await expect(opener).toHaveAttribute("aria-expanded", "true");
  await expect(page.locator(".opened .chart__summary")).toHaveText(
    /Heat pump used .*kWh, most of it in .*\d/,
  );
});

test("a switch waits for the device, and what was asked is in the trail", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openDevices(page, "House");
  const row = rowOf(page, "Amplifier");
  const amplifier = row.getByRole("switch");
  await expect(amplifier).toBeEnabled();
  const before = await amplifier.getAttribute("aria-checked");

  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => (release = done));
  await page.route("**/api/v1/commands/*", async (route) => {
    await held;
    await route.continue();
  });
  await amplifier.click();
  await expect(amplifier).toHaveAttribute("aria-busy", "true");
  await expect(row.locator("[data-state]")).toHaveText(/switching o(n|ff)…/);
  release();
  await expect(row.locator("[data-confirmed]")).toBeVisible();
  await expect(amplifier).not.toHaveAttribute("aria-checked", before ?? "");

  await amplifier.click();
  await expect(amplifier).toHaveAttribute("aria-checked", before ?? "");
  await expect(row.locator("[data-confirmed]")).toBeVisible();
  const trail = await get<AuditTrail>(page, `api/v1/homes/${home}/audit`);
  expect(new Set(trail.items.slice(0, 2).map((entry) => entry.action))).toEqual(
    new Set(["switch_on", "switch_off"]),
  );

  await page.goto(`${new URL(page.url()).origin}/homes/${home}/settings/trail`);
  const entries = page.locator("[data-entry]");
  await expect(entries.nth(0)).toContainText(/Switched Amplifier o(n|ff)/);
  await expect(entries.nth(1)).toContainText(/Switched Amplifier o(n|ff)/);
});

test("a device that does not follow has failed, and one out of reach cannot be asked", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openDevices(page, "House");
  const simulator = await SimulatedHome.behind(page, demo, home);
  const row = rowOf(page, "Television");
  const television = row.getByRole("switch");
  const state = await row.locator("[data-state]").innerText();
  await simulator.act("set", { entity_id: "switch.tv", state });
  try {
    await television.click();
    await expect(row.getByRole("alert")).toHaveText(
      "The device did not confirm it in time.",
      { timeout: switchingMs },
    );
    await simulator.act("set", {
      entity_id: "switch.tv",
      state: "unavailable",
    });
    await expect(row.locator("[data-state]")).toHaveText("not reachable");
    await expect(television).toBeDisabled();
  } finally {
    await simulator.act("release", { entity_id: "switch.tv" });
  }
  await expect(television).toBeEnabled();
});

test("others than admins see what is on, and cannot switch it", async ({
  page,
  demo,
  problems,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const home = await openDevices(page, "House");
  await expect(rowOf(page, "Amplifier").locator("[data-state]")).toHaveText(
    /^(on|off)$/,
  );
  await expect(page.getByRole("switch")).toHaveCount(0);
  const { items } = await channelsOf(page, home);
  const amplifier = items.find((channel) => channel.name === "Amplifier");
  const answer = await write(
    page,
    "POST",
    `api/v1/homes/${home}/devices/${amplifier?.id}/actions`,
    { on: true },
  );
  expect(answer.status).toBe(403);
  // The browser notes the refusal.
  expect(problems.splice(0)).toEqual([expect.stringContaining("403")]);
});

test.describe("what heats", () => {
  // Axe brings its own script, which the page's policy rightly refuses.
  test.use({ bypassCSP: true });

  test("is switched only when a person confirms it", async ({ page, demo }) => {
    await enterDemo(page, demo.url, "admin");
    const home = await openHome(page, "Cottage");
    const { items } = await channelsOf(page, home);
    const channels = items.map(
      // What the server alone says of them.
      ({ power_origin: _origin, order: _order, ...channel }) => channel,
    );
    const path = `api/v1/homes/${home}/channels`;
    const changed = await write(page, "PUT", path, {
      items: channels.map((channel) =>
        channel.name === "Water pump"
          ? { ...channel, kind: "boiler" }
          : channel,
      ),
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    try {
      await openDevices(page, "Cottage");
      const row = rowOf(page, "Water pump");
      const pump = row.getByRole("switch");
      const before = await pump.getAttribute("aria-checked");
      const question = page.getByRole("dialog");
      await pump.click();
      await expect(question).toContainText(/Switch Water pump o(n|ff)\?/);
      await passesAxe(page);
      await page.keyboard.press("Escape");
      await expect(question).toBeHidden();
      await expect(pump).toBeFocused();
      await pump.click();
      await question.locator("[data-confirm]").click();
      await expect(row.locator("[data-confirmed]")).toBeVisible();
      await expect(pump).not.toHaveAttribute("aria-checked", before ?? "");
      await pump.click();
      await question.locator("[data-confirm]").click();
      await expect(pump).toHaveAttribute("aria-checked", before ?? "");
    } finally {
      await write(page, "PUT", path, { items: channels });
    }
  });
});

/** Exact to the six decimals that amounts come with. */
function sum(values: readonly (number | null)[]): number {
  return (
    values.reduce<number>(
      (all, value) => all + Math.round((value ?? 0) * 1e6),
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
