import { enterDemo, expect, openHome, test } from "./demo";

test("another home is two steps away, with the mouse and by keyboard", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  const house = await openHome(page, "House");
  const switcher = page.locator("ohm-home-switcher summary");
  const list = page.locator("ohm-home-switcher ul");
  await expect(switcher).toHaveText(/House/);
  await expect(list).toBeHidden();

  await switcher.click();
  await expect(list.getByRole("link", { name: "House" })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await page.locator("h1").click();
  await expect(list).toBeHidden();

  await switcher.click();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await expect(switcher).toBeFocused();

  await page.keyboard.press("Enter");
  await list.getByRole("link", { name: "All homes" }).focus();
  await page.keyboard.press("Tab");
  await expect(list).toBeHidden();

  await switcher.press("Enter");
  await list.getByRole("link", { name: "Flat" }).press("Enter");
  await expect(switcher).toHaveText(/Flat/);
  await expect(list).toBeHidden();
  expect(page.url()).not.toContain(house);
});
