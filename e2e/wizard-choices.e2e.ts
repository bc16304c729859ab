import { Page } from "@playwright/test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { passesAxe } from "./axe";
import { expect, get, test } from "./demo";
import { becomeOwner } from "./owner";
import {
  Running,
  simulatorToken,
  startServer,
  startSimulator,
} from "./processes";

// Axe brings its own script, which the page's policy rightly refuses.
test.use({ bypassCSP: true });

interface Channel {
  readonly name: string;
  readonly role: string;
  readonly kind?: string;
  readonly bindings: {
    readonly measure: string;
    readonly invert: boolean;
    readonly source: { readonly id: string };
  }[];
}

/** From the printed link to the step of the channels. */
async function connect(
  page: Page,
  server: Running,
  simulator: Running,
): Promise<void> {
  await becomeOwner(page, server.url, server);
  await passesAxe(page);
  await page.getByLabel("Address of Home Assistant").fill(simulator.url);
  await page.getByLabel("Long-lived access token").fill(simulatorToken);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "What measures what?",
    { timeout: 20_000 },
  );
}

/** From the step of the channels to that of the check. */
async function toTheCheck(page: Page): Promise<void> {
  const heading = page.getByRole("heading", { level: 1 });
  await page
    .getByRole("button", { name: /^Continue with \d+ channels$/ })
    .click();
  await expect(heading).toHaveText("About the home", { timeout: 20_000 });
  await expect(page.getByLabel("Time zone")).not.toHaveValue("");
  await passesAxe(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading).toHaveText("Does this look right?");
}

async function channelsOf(page: Page): Promise<Channel[]> {
  const { items } = await get<{ items: { id: string }[] }>(
    page,
    "api/v1/homes",
  );
  return (
    await get<{ items: Channel[] }>(
      page,
      `api/v1/homes/${items[0]?.id}/channels`,
    )
  ).items;
}

const row = (page: Page, source: string) =>
  page.locator("ohm-channel-row", { hasText: source });

test("without energy preferences every entity is offered, and the check misses the grid", async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "ohmstead-e2e-"));
  const flat = JSON.parse(
    await readFile(resolve(__dirname, "../simulator/homes/flat.json"), "utf8"),
  ) as Record<string, unknown>;
  delete flat["energy"];
  await writeFile(join(folder, "flat.json"), JSON.stringify(flat));
  const [server, simulator] = await Promise.all([
    startServer([]),
    startSimulator(join(folder, "flat.json")),
  ]);
  try {
    await connect(page, server, simulator);
    const candidates = page.locator(".candidate");
    await page
      .getByText(/^Add from Home Assistant \(\d+ more/)
      .click({ timeout: 30_000 });
    await expect(candidates.first()).toBeVisible();
    await passesAxe(page);
    for (const entity of [
      "electricity_import",
      "fridge_energy",
      "fridge_power",
      "kettle_energy",
      "kettle_power",
      "desk_energy",
      "desk_power",
    ]) {
      await expect(
        candidates.filter({ hasText: `sensor.${entity}` }),
      ).toBeVisible();
    }
    await candidates
      .filter({ hasText: "sensor.electricity_import" })
      .getByRole("button", { name: "Add" })
      .click();
    const chosen = row(page, "sensor.electricity_import");
    await chosen.getByLabel("What it measures").selectOption("Device");
    await passesAxe(page);
    await toTheCheck(page);
    await expect(page.getByRole("list", { name: "Warnings" })).toContainText(
      "No channel measures what comes from the grid",
      { timeout: 20_000 },
    );
    await passesAxe(page);

    await page.getByRole("button", { name: "No, change the channels" }).click();
    await expect(chosen).toBeVisible({ timeout: 30_000 });
    await chosen
      .getByLabel("What it measures")
      .selectOption("Import from the grid");
    await toTheCheck(page);
    await expect(page.getByRole("list", { name: "Warnings" })).toHaveCount(0);
    await expect(page.locator("[data-check-sentence]")).toHaveText(
      /^\s*Your house uses \d+\.\d\d\skW \(≈ mean of \d+ (s|min)\)\. Right\?\s*$/,
      { timeout: 75_000 },
    );
    await passesAxe(page);
    // The price is proposed all the same, from its unit.
    expect(
      (await channelsOf(page)).map((channel) => channel.role).sort(),
    ).toEqual(["grid_import", "price_import"]);
  } finally {
    // A page that still looks on would complain of the server that goes.
    await page.goto("about:blank");
    await Promise.all([server.stop(), simulator.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
});

test("a proposal can be changed and turned round, and the check warns of a sign that cannot be", async ({
  page,
}) => {
  const [server, simulator] = await Promise.all([
    startServer([]),
    startSimulator("house"),
  ]);
  try {
    await connect(page, server, simulator);
    const meters = ["sensor.grid_import_t1", "sensor.grid_export_t1"];
    await expect(row(page, meters[0] ?? "")).toBeVisible({ timeout: 30_000 });
    await passesAxe(page);
    for (const meter of meters) {
      await row(page, meter).locator("summary").click();
      await row(page, meter).getByLabel("Turn the sign round").check();
      await expect(row(page, meter).locator("strong")).toHaveText("inverted");
    }
    const fridge = row(page, "sensor.fridge_energy");
    await fridge.getByLabel("Name").fill("Cold box");
    await fridge.getByLabel("Name").blur();
    await fridge.locator("summary").click();
    await fridge.getByLabel("Kind").selectOption("Other");
    await passesAxe(page);
    await toTheCheck(page);

    const channels = await channelsOf(page);
    const kept = (source: string): Channel | undefined =>
      channels.find((channel) => channel.bindings[0]?.source.id === source);
    for (const meter of meters) {
      expect(
        kept(meter)?.bindings.map(({ measure, invert }) => [measure, invert]),
      ).toEqual([
        ["counter", true],
        ["power", true],
      ]);
    }
    expect(kept("sensor.fridge_energy")).toMatchObject({
      name: "Cold box",
      kind: "other",
    });
    expect(kept("sensor.freezer_energy")?.bindings[0]?.invert).toBe(false);

    const answer = await fetch(`${simulator.url}sim/car`, {
      method: "POST",
      headers: { Authorization: `Bearer ${simulatorToken}` },
      body: JSON.stringify({ watts: 30_000, seconds: 60 }),
    });
    expect(answer.status).toBe(200);
    await expect(page.getByRole("list", { name: "Warnings" })).toContainText(
      /By these channels the home uses -[\d,]+ W, which cannot be\./,
      { timeout: 30_000 },
    );
    await passesAxe(page);
  } finally {
    // A page that still looks on would complain of the server that goes.
    await page.goto("about:blank");
    await Promise.all([server.stop(), simulator.stop()]);
  }
});
