import { enterDemo, expect, openHome, test } from "./demo";

test("the Flat, which has only a counter, shows its power as a mean", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "Flat");
  const mean = /^\s*≈ mean of (\d+ s|\d+ min)\s*$/;
  for (const node of ["grid", "home"]) {
    await expect(page.locator(`[data-note=${node}]`)).toHaveText(mean, {
      timeout: 30_000,
    });
  }
  // Its counter steps every half minute; the first mean may span what was fetched of the past.
  await expect(page.locator("[data-note=home]")).toHaveText(
    /≈ mean of [36]0 s/,
    { timeout: 90_000 },
  );
  await expect(page.locator("svg.flow")).toHaveAttribute(
    "aria-label",
    /The home uses [^.]+\.\d+\skW, ≈ mean of \d+ s\./,
  );
  // The chart says so too: in its legend, its sentence and its table.
  const chart = page.locator("ohm-time-chart");
  await chart.getByRole("button", { name: "Show as a table" }).click();
  for (const line of ["grid", "home"]) {
    await expect(
      chart.locator(`.chart__legend [data-mean=${line}]`),
    ).toHaveText(mean);
    await expect(chart.locator(`thead [data-mean=${line}]`)).toHaveText(
      "≈ mean",
    );
  }
  await expect(chart.locator(".chart__summary")).toContainText(
    /\(at [^;)]+; ≈ mean between two steps of a counter\)/,
    { timeout: 20_000 },
  );
});

test("on a phone the length of a mean keeps clear of the card's border", async ({
  page,
  demo,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "Flat");
  await expect(page.locator("[data-note=home]")).toHaveText(/≈ mean of/, {
    timeout: 30_000,
  });
  const card = await page.locator(".flow-card").boundingBox();
  for (const text of await page.locator(".flow__name, .flow__age").all()) {
    const box = await text.boundingBox();
    expect(box?.x).toBeGreaterThan((card?.x ?? 0) + 3);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(
      (card?.x ?? 0) + (card?.width ?? 0) - 3,
    );
  }
});

test("the House, which measures its power, shows no mean of it", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "House");
  await expect(page.locator("[data-note=home]")).toHaveText(/using/);
  await expect(page.locator("[data-note=grid]")).toHaveText(
    /importing|exporting|at rest/,
  );
  await expect(page.locator(".chart__legend")).toContainText("Grid");
  await expect(page.locator(".chart__legend [data-mean]")).toHaveCount(0);
});
