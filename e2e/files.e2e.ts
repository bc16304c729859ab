import { readFile } from "node:fs/promises";
import { baseOf, enterDemo, expect, test, write } from "./demo";

const rows = [0.5, 0.25, 0.75, 1].map(
  (kwh, hour) => `2025-03-01T0${hour}:00:00Z,${kwh}`,
);
const file = (
  ...more: string[]
): { name: string; mimeType: string; buffer: Buffer } => ({
  name: "meter.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(["start_utc,heater_kwh", ...rows, ...more].join("\n")),
});

test("an admin looks at a file, imports it, and exports what it brought", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  // A home of its own, so that those of the demo stay as others expect them.
  const created = await write(page, "POST", "api/v1/homes", {
    name: "Annex",
    time_zone: "Etc/UTC",
    currency: "EUR",
  });
  const { id } = created.body as { id: string };
  await write(page, "PATCH", `api/v1/homes/${id}`, { setup: "done" });
  await page.goto(
    new URL(`homes/${id}/settings/files`, await baseOf(page)).href,
  );

  await page
    .getByLabel("Choose a file…")
    .setInputFiles(file("2025-03-01T04:00:00Z,much"));
  await expect(page.locator("[data-first-rows]")).toContainText("heater_kwh");
  await expect(page.locator("[data-series]")).toHaveCount(1);
  await page.getByLabel("Says").selectOption("Amount per row");
  await page.getByLabel("Name").fill("Heater");
  await page.getByLabel("Role").selectOption("Device");
  await page.getByRole("button", { name: "Import 1 series" }).click();
  await expect(page.getByText("The file is imported.")).toBeVisible();
  const row = page.getByRole("row", { name: "Heater" });
  await expect(row).toContainText("2.500 kWh");
  await expect(page.locator("[data-fault]")).toContainText(
    "Line 6, column 2 “much” is no number".replace(/[“”]/g, '"'),
  );

  // The same file again doubles nothing.
  await page.getByLabel("Choose a file…").setInputFiles(file());
  await page.getByLabel("Says").selectOption("Amount per row");
  await page.getByLabel("Channel").first().selectOption("Heater");
  await page.getByRole("button", { name: "Import 1 series" }).click();
  await expect(row.getByRole("cell").nth(0)).toHaveText("0");
  await expect(row.getByRole("cell").nth(1)).toHaveText("4");
  await expect(row).toContainText("2.500 kWh");

  await page.getByLabel("From").fill("2025-03-01");
  await page.getByLabel("To, and with it").fill("2025-03-01");
  await page.getByLabel("A row for each").selectOption("Hour");
  await page.getByLabel("Channels", { exact: true }).selectOption("Heater");
  await page.getByRole("button", { name: "Write the file" }).click();
  const download = page.waitForEvent("download");
  await page.locator("[data-download]").click();
  const path = await (await download).path();
  const lines = (await readFile(path, "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(5);
  expect(lines[1]).toContain('"Heater","device",2025-03-01T00:00:00Z');
  expect(lines[1]).toContain('0.500000,"kWh"');
  await write(page, "DELETE", `api/v1/homes/${id}`, undefined);
});
