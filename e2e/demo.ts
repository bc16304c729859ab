import { Page, test as base, expect } from "@playwright/test";
import { Running, startServer } from "./processes";

/** Tests in the demo: one server with its simulated homes for all tests of a worker. */
export const test = base.extend<
  { problems: string[] },
  { demo: Running & { readonly data: string } }
>({
  demo: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startServer(["--demo"]);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  /** Everything the browser complained about; a test that ends with any fails. */
  problems: [
    async ({ page }, use) => {
      const problems: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") {
          problems.push(message.text());
        }
      });
      page.on("pageerror", (error) => problems.push(error.message));
      await use(problems);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Goes in by a role button of the sign-in page and waits for the first live value. */
export async function enterDemo(
  page: Page,
  url: string,
  role: "viewer" | "manager" | "admin",
): Promise<void> {
  await page.goto(url);
  await page.locator(`[data-role=${role}]`).click();
  await page.waitForURL(/\/homes\/[^/]+\/live$/);
}

/** Opens a home of the demo by its name. */
export async function openHome(page: Page, name: string): Promise<string> {
  const homes = await get<{ items: { id: string; name: string }[] }>(
    page,
    "api/v1/homes",
  );
  const home = homes.items.find((item) => item.name === name);
  if (!home) {
    throw new Error(
      `no home ${name} among ${homes.items.map((item) => item.name).join(", ")}`,
    );
  }
  await page.goto(new URL(`homes/${home.id}/live`, await baseOf(page)).href);
  await expect(page.locator("[data-node=home]")).toHaveText(/\d/, {
    timeout: 30_000,
  });
  return home.id;
}

/** Waits until nothing of the home's past is on its way any more, so that its sums stay. Needs an admin. */
export async function pastIsThere(page: Page, home: string): Promise<void> {
  let before = "";
  await expect
    .poll(
      async () => {
        const { backfill, past } = await get<{
          backfill: { running: boolean };
          past: { sources: number; complete: number };
        }>(page, `api/v1/homes/${home}/connection`);
        const sums = await get<unknown>(
          page,
          `api/v1/homes/${home}/energy?from=2020-01-01&to=${new Date().toISOString().slice(0, 10)}&period=year`,
        );
        const now = JSON.stringify(sums);
        const stays = now === before;
        before = now;
        return (
          stays &&
          !backfill.running &&
          past.sources > 0 &&
          past.complete === past.sources
        );
      },
      { intervals: [1000], timeout: 100_000 },
    )
    .toBe(true);
}

export function baseOf(page: Page): Promise<string> {
  return page.evaluate(() => document.baseURI);
}

/** Asks the API as the signed-in page would. */
export function get<T>(page: Page, path: string): Promise<T> {
  return page.evaluate(
    async (url) =>
      (await fetch(new URL(url, document.baseURI))).json() as Promise<T>,
    path,
  );
}

/** Writes to the API as the signed-in page would; answers status and body. */
export function write(
  page: Page,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  return page.evaluate(
    async ([verb, url, text]) => {
      const session = (await (
        await fetch(new URL("api/v1/auth/session", document.baseURI))
      ).json()) as {
        csrf_token: string;
      };
      const answer = await fetch(new URL(url, document.baseURI), {
        method: verb,
        headers: {
          "Content-Type": "application/json",
          "X-CSRF-Token": session.csrf_token,
        },
        body: text,
      });
      const content = await answer.text();
      return {
        status: answer.status,
        body: content === "" ? null : (JSON.parse(content) as unknown),
      };
    },
    [method, path, JSON.stringify(body)] as const,
  );
}
