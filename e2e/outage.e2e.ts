import { enterDemo, expect, openHome, test } from "./demo";

test("a cut of 30 s shows in the banner, and the values come back by themselves", async ({
  page,
  demo,
}) => {
  test.setTimeout(150_000);
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "House");
  const banner = page.locator("ohm-connection-banner [role=status]");
  await expect(banner).toHaveText("");
  const begun = Date.now();
  await page.locator("[data-action=cut]").click();
  await expect(banner).toContainText(/Home Assistant/, { timeout: 15_000 });
  console.log(`banner after ${Date.now() - begun} ms`);
  await expect(banner).toHaveText("", { timeout: 90_000 });
  console.log(`gone after ${Date.now() - begun} ms`);
  const age = page.locator(".flow__age").last();
  await expect(age).toHaveText("just now", { timeout: 20_000 });
});

test("a lost connection to Ohmstead itself is worded differently, and recovers", async ({
  page,
  demo,
  problems,
}) => {
  let cut: (() => void) | null = null;
  let isCut = false;
  await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
    if (isCut) {
      void socket.close({ code: 1001 });
      return;
    }
    const upstream = socket.connectToServer();
    cut = () => {
      void socket.close({ code: 1001 });
      void upstream.close();
    };
  });
  await enterDemo(page, demo.url, "viewer");
  await openHome(page, "House");
  const banner = page.locator("ohm-connection-banner [role=status]");
  isCut = true;
  cut!();
  await expect(banner).toContainText("The connection to Ohmstead is lost.", {
    timeout: 10_000,
  });
  isCut = false;
  await expect(banner).toHaveText("", { timeout: 60_000 });
  problems.length = 0;
});
