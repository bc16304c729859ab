import { Page } from "@playwright/test";
import {
  baseOf,
  enterDemo,
  expect,
  get,
  openHome,
  pastIsThere,
  test,
} from "./demo";
import { Explanation, recompute } from "./recompute";

test.use({ locale: "en-GB" });

const zone = "Europe/Amsterdam";
const yesterday = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(
  Date.now() - 86_400_000,
);
const today = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(
  Date.now(),
);

function explain(
  page: Page,
  home: string,
  channel: string,
): Promise<Explanation> {
  return get(
    page,
    `api/v1/homes/${home}/explain?from=${yesterday}&to=${today}&figure=channel&channel=${channel}`,
  );
}

test("a correction shows its effect, is in every sum with its reason, and can be undone", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  await pastIsThere(page, home);
  const { items } = await get<{
    items: { id: string; name: string; role: string }[];
  }>(page, `api/v1/homes/${home}/channels`);
  const meter = items.find((channel) => channel.role === "device");
  if (!meter) {
    throw new Error("no device in the House");
  }
  await page.goto(
    new URL(`homes/${home}/settings/corrections`, await baseOf(page)).href,
  );
  await expect(
    page.getByRole("heading", { name: "What may be wrong" }),
  ).toBeVisible();
  const before = await explain(page, home, meter.id);
  expect(before.amount).not.toBeNull();

  await page.getByRole("combobox", { name: "Meter" }).selectOption(meter.id);
  await page.getByLabel("From").fill(`${yesterday}T10:00`);
  await page.getByLabel("Until").fill(`${yesterday}T11:00`);
  await page.getByLabel(/^Amount/).fill("1.25");
  await page.getByRole("button", { name: "Show the effect" }).click();
  await expect(
    page.getByText("Say why, for those who see it later."),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();

  await page.getByLabel("Why").fill("The plug was moved.");
  await page.getByRole("button", { name: "Show the effect" }).click();
  await expect(page.locator("[data-before]")).toHaveText(
    (before.amount ?? 0).toFixed(3),
  );
  const promised = await page.locator("[data-after]").innerText();
  expect((await explain(page, home, meter.id)).amount).toBe(before.amount);
  await page.getByRole("button", { name: "Save" }).click();

  const made = page.locator("[data-correction]").first();
  await expect(made).toContainText("The plug was moved.");
  const after = await explain(page, home, meter.id);
  recompute(after);
  expect((after.amount ?? 0).toFixed(3)).toBe(promised);
  expect(after.corrections.map((one) => one.reason)).toContain(
    "The plug was moved.",
  );
  const corrected = after.inputs[0]?.quality.filter((one) => one === "edited");
  expect(corrected).toHaveLength(4);

  await page.reload();
  await made.getByRole("button", { name: /^Undo/ }).click();
  await expect(made.getByText(/^Undone/)).toBeVisible();
  expect((await explain(page, home, meter.id)).amount).toBe(before.amount);
});

test("what a counter did that no rule can tell is decided by a person, and can be undone", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  // Its desk's counter began again in May.
  const home = await openHome(page, "Flat");
  await pastIsThere(page, home);
  await page.goto(
    new URL(`homes/${home}/settings/corrections`, await baseOf(page)).href,
  );
  await page.getByRole("button", { name: "365 days" }).click();
  const row = page
    .getByRole("row")
    .filter({ hasText: "The counter began again" })
    .first();
  await expect(row).toBeVisible();
  const used = async (): Promise<unknown> =>
    get(
      page,
      `api/v1/homes/${home}/energy?from=2026-05-01&to=2026-06-01&period=month`,
    );
  const before = await used();
  await row.getByRole("button", { name: "It began at 0: book it" }).click();

  const decided = page.locator("[data-decision=restarted]");
  await expect(decided).toContainText("the counter began at 0");
  await expect(row).toHaveCount(0);
  expect(await used()).not.toEqual(before);

  await decided.getByRole("button", { name: /^Undo/ }).click();
  await expect(decided).toHaveCount(0);
  await expect(row).toBeVisible();
  expect(await used()).toEqual(before);
});
