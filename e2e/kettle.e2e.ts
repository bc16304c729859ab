import { enterDemo, expect, openHome, test } from "./demo";
import { SimulatedHome } from "./simulator";

const times = 20;
const budgetMs = 1000;

test(`2 kW switched on change the number on the page within ${budgetMs} ms, ${times} of ${times}`, async ({
  page,
  demo,
}) => {
  test.setTimeout(times * 12_000);
  await enterDemo(page, demo.url, "viewer");
  const home = await openHome(page, "House");
  const simulator = await SimulatedHome.behind(page, demo, home);
  const row = page
    .locator("tr[data-device]", { hasText: "Kettle" })
    .locator("[data-power]");
  await expect(row).toBeVisible();

  const taken: number[] = [];
  for (let run = 0; run < times; run += 1) {
    await expect(row).not.toHaveText(/kW/, { timeout: 20_000 });
    // The page itself notes when its text changed; asking from here would add our own delay.
    const watch = await row.evaluateHandle((element) => ({
      seen: new Promise<number>((resolve, reject) => {
        const observer = new MutationObserver(() => {
          if (element.textContent?.includes("kW")) {
            observer.disconnect();
            resolve(Date.now());
          }
        });
        observer.observe(element, {
          childList: true,
          characterData: true,
          subtree: true,
        });
        setTimeout(() => reject(new Error("the kettle never showed")), 9000);
      }),
    }));
    const at = await simulator.act("kettle", { watts: 2000, seconds: 2 });
    taken.push((await watch.evaluate(({ seen }) => seen)) - at);
  }
  const sorted = [...taken].sort((a, b) => a - b);
  const quantile = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  console.log(`kettle to page, ms: ${taken.join(" ")}`);
  console.log(
    `min ${sorted[0]} · median ${quantile(0.5)} · p90 ${quantile(0.9)} · max ${sorted.at(-1)}`,
  );
  expect(sorted.filter((ms) => ms < budgetMs)).toHaveLength(times);
});

test("the demo bar boils the kettle and tells the milliseconds to the screen", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "House");
  const row = page
    .locator("tr[data-device]", { hasText: "Kettle" })
    .locator("[data-power]");
  await expect(row).not.toHaveText(/kW/, { timeout: 20_000 });
  await page.locator("[data-action=kettle]").click();
  const shown = page.locator("[data-demo-ms]");
  await expect(shown).toHaveText(/\d+\s*ms/);
  const ms = Number(/\d+/.exec((await shown.textContent()) ?? "")?.[0]);
  console.log(`demo bar: ${ms} ms`);
  expect(ms).toBeLessThan(budgetMs);
});
