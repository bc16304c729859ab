import { expect, get, test } from "./demo";
import { becomeOwner } from "./owner";
import { startServer } from "./processes";

test("whoever has one home finds where to add another, and gets to its wizard", async ({
  page,
}) => {
  const server = await startServer([]);
  await becomeOwner(page, server.url, server);
  const homes = async (): Promise<string[]> =>
    (await get<{ items: { id: string }[] }>(page, "api/v1/homes")).items.map(
      ({ id }) => id,
    );
  const [first, ...others] = await homes();
  expect(others).toEqual([]);

  await page.goto(`${server.url}homes/${first}/live`);
  await page.locator("ohm-home-switcher summary").click();
  await page.getByRole("link", { name: "All homes" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Homes");
  await page.getByRole("link", { name: "Add a home" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Set up a home",
  );
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Where is your Home Assistant?",
  );
  const now = await homes();
  expect(now).toHaveLength(2);
  const second = now.find((id) => id !== first);
  await expect(page).toHaveURL(new RegExp(`/homes/${second}/setup$`));

  await page.goto(`${server.url}homes`);
  await expect(page.getByRole("link", { name: /My home/ })).toHaveCount(2);
  await server.stop();
});
