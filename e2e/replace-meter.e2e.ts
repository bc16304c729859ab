import { passesAxe } from "./axe";
import { baseOf, enterDemo, expect, get, openHome, test, write } from "./demo";

interface Channel {
  id: string;
  bindings: {
    source: { id: string };
    measure: string;
    valid_to?: string;
    initial?: number;
    final?: number;
  }[];
}

interface Discovery {
  candidates: { entity_id: string; unit: string; state: string }[];
}

const meter = "sensor.amplifier_energy";

test.use({
  locale: "en-GB",
  // Axe brings its own script, which the page's policy rightly refuses.
  bypassCSP: true,
});

test("a meter is replaced by the keyboard, and its channel keeps one history", async ({
  page,
  demo,
  problems,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  // Both readings are what it shows: the hand-over itself then adds nothing to the sums of other tests.
  const found = await write(
    page,
    "POST",
    `api/v1/homes/${home}/connection/discover`,
    {},
  );
  const shown = (found.body as Discovery).candidates.find(
    (candidate) => candidate.entity_id === meter,
  );
  expect(shown?.unit).toBe("kWh");
  const reading = Number(shown?.state);
  expect(reading).toBeGreaterThan(0);

  await page.goto(
    new URL(`homes/${home}/settings/channels`, await baseOf(page)).href,
  );
  const row = page.locator("ohm-channel-row", { hasText: meter });
  const opener = row.getByRole("button", { name: /^Replace meter/ });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Replace the meter of/ });
  await expect(dialog).toBeVisible();
  await expect(
    dialog.getByText("By the home’s clock, Europe/Amsterdam."),
  ).toBeVisible();
  await passesAxe(page);

  const final = dialog.getByLabel(/^Final reading/);
  await final.fill("-1");
  await dialog.getByLabel(/^Initial reading/).fill(`${reading}`);
  await page.keyboard.press("Enter");
  await expect(final).toHaveAttribute("aria-invalid", "true");
  await expect(final).toBeFocused();
  await expect(dialog.locator("#replace-final-fault")).toHaveText(/\S/);
  await expect(row.locator("[data-meter]")).toHaveCount(0);
  // The browser notes the refusal.
  expect(problems.splice(0)).toEqual([expect.stringContaining("422")]);
  await passesAxe(page);

  await final.fill(`${reading}`);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  const written = new Intl.NumberFormat("en-GB", {
    maximumFractionDigits: 6,
  }).format(reading);
  await expect(row.locator("[data-meter]")).toHaveText([
    new RegExp(`^Since .*: ${meter}, initial ${written} kWh$`),
    new RegExp(`^Until .*: ${meter}, final ${written} kWh$`),
  ]);
  await passesAxe(page);

  await page.reload();
  await expect(row.locator("[data-meter]")).toHaveCount(2);
  const { items } = await get<{ items: Channel[] }>(
    page,
    `api/v1/homes/${home}/channels`,
  );
  const counters = items
    .flatMap((channel) => channel.bindings)
    .filter((one) => one.source.id === meter && one.measure === "counter");
  expect(counters).toHaveLength(2);
  const before = counters.find((one) => one.valid_to !== undefined);
  const now = counters.find((one) => one.valid_to === undefined);
  expect(before?.final).toBe(reading);
  expect(now?.initial).toBe(reading);
});
