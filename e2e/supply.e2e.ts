import { passesAxe } from "./axe";
import { baseOf, enterDemo, expect, get, openHome, test } from "./demo";
import { runCommand, startServer } from "./processes";
import { becomeOwner } from "./owner";

// Axe brings its own script, which the page's policy rightly refuses.
test.use({ bypassCSP: true });

test("an admin says whose customer the home is, changes it and takes it back", async ({
  page,
  demo,
}) => {
  const provider = runCommand(
    "provider",
    "add",
    "--data",
    demo.data,
    "--name",
    "Supply Power",
    "--policy",
    "https://supply.example",
    "--contact",
    "ask@supply.example",
  ).trim();
  await enterDemo(page, demo.url, "admin");
  const home = await openHome(page, "House");
  const supply = () =>
    get<{ provider: string | null; area: string | null; tariff: string }>(
      page,
      `api/v1/homes/${home}/supply`,
    );
  await page.goto(
    new URL(`homes/${home}/settings/home`, await baseOf(page)).href,
  );
  const section = page.getByRole("region", { name: "Energy provider" });
  await expect(section).toContainText("at least 15 homes", {
    timeout: 20_000,
  });
  await section
    .getByLabel("Provider", { exact: true })
    .selectOption("Supply Power");
  const save = section.getByRole("button", { name: "Save" });
  await save.click();
  await expect(section).toContainText("Name the area.");
  await section.getByLabel("Area").fill(" 1011 ");
  await section.getByLabel("Tariff").fill("Day and night");
  await passesAxe(page);
  await save.click();
  await expect(section).toContainText("Saved.");
  expect(await supply()).toMatchObject({
    provider,
    area: "1011",
    tariff: "Day and night",
  });

  await page.reload();
  await expect(section.getByLabel("Area")).toHaveValue("1011");
  await section.getByLabel("Provider", { exact: true }).selectOption("");
  await expect(section.getByLabel("Area")).toHaveCount(0);
  await save.click();
  await expect(section).toContainText("Saved.");
  expect(await supply()).toMatchObject({ provider: null, area: null });
});

test("a server that knows no provider does not ask for one", async ({
  page,
}) => {
  const server = await startServer([]);
  await becomeOwner(page, server.url, server);
  const { items } = await get<{ items: { id: string }[] }>(
    page,
    "api/v1/homes",
  );
  const asked = page.waitForResponse(/\/api\/v1\/providers$/);
  await page.goto(`${server.url}homes/${items[0]?.id}/settings/home`);
  expect(await (await asked).json()).toMatchObject({ items: [] });
  await expect(
    page.getByRole("heading", { name: "The home", exact: true }),
  ).toBeVisible();
  await expect(
    page.getByRole("region", { name: "Energy provider" }),
  ).toHaveCount(0);
  await server.stop();
});
