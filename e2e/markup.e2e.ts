import { baseOf, enterDemo, expect, get, openHome, test, write } from "./demo";

const hostile = `<img src=x onerror="document.title='broken in'"><b>"Lamp" & 'co'</b>`;

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly bindings: object[];
}

test("names with markup stay text, wherever they are shown", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "Cottage");
  const { items } = await get<{ items: Channel[] }>(
    page,
    `api/v1/homes/${home}/channels`,
  );
  const renamed = items.map((channel) =>
    editOf(channel, channel.role === "solar" ? hostile : channel.name),
  );
  const saved = await write(page, "PUT", `api/v1/homes/${home}/channels`, {
    items: renamed,
  });
  expect(saved, JSON.stringify(saved.body)).toMatchObject({ status: 200 });
  const patched = await write(page, "PATCH", `api/v1/homes/${home}`, {
    name: hostile,
  });
  expect(patched.status).toBe(200);

  const base = await baseOf(page);
  for (const path of [
    `homes/${home}/live`,
    "homes",
    `homes/${home}/settings/home`,
    `homes/${home}/settings/channels`,
    "account",
  ]) {
    await page.goto(new URL(path, base).href);
    await expect(page.locator("h1").first()).toBeVisible();
    await expect(page.locator("img")).toHaveCount(0);
    await expect(page).not.toHaveTitle("broken in");
  }
  await page.goto(new URL("homes", base).href);
  await expect(page.locator(".home__name", { hasText: hostile })).toHaveCount(
    1,
  );
  await page.goto(new URL(`homes/${home}/settings/channels`, base).href);
  await expect
    .poll(() =>
      page
        .getByLabel("Name")
        .evaluateAll((fields) =>
          fields.map((field) => (field as HTMLInputElement).value),
        ),
    )
    .toContain(hostile);
  await write(page, "PATCH", `api/v1/homes/${home}`, { name: "Cottage" });
});

/** What a write takes of a channel as it was read. */
function editOf(channel: Channel, name: string): object {
  const kept = [
    "id",
    "role",
    "kind",
    "included_in",
    "register",
    "phase",
    "area",
    "device",
    "adds_to_ac_balance",
    "adds_to_production",
  ];
  const entries = Object.entries(channel).filter(([key]) => kept.includes(key));
  return { ...Object.fromEntries(entries), name, bindings: channel.bindings };
}
