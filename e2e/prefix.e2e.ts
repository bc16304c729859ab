import { enterDemo, expect, openHome, test } from "./demo";
import { Running, startServer } from "./processes";

let server: Running;
test.beforeAll(async () => {
  server = await startServer(["--demo"], { OHMSTEAD_PATH_PREFIX: "/x/y" });
});
test.afterAll(() => server.stop());

test("everything works below a path prefix", async ({ page }) => {
  const origin = new URL(server.url).origin;
  const outside: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin === origin && !url.pathname.startsWith("/x/y/")) {
      outside.push(url.pathname);
    }
  });
  const sockets: string[] = [];
  page.on("websocket", (socket) =>
    sockets.push(new URL(socket.url()).pathname),
  );

  await enterDemo(page, `${origin}/x/y/`, "admin");
  const home = await openHome(page, "House");
  expect(new URL(page.url()).pathname).toBe(`/x/y/homes/${home}/live`);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Channels" }).click();
  await expect(page.getByRole("heading", { name: "Channels" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Channels" })).toBeVisible();
  expect(outside).toEqual([]);
  expect(new Set(sockets)).toEqual(new Set(["/x/y/api/v1/live"]));
});
