import { Browser, Page } from "@playwright/test";
import { passesAxe } from "./axe";
import { baseOf, enterDemo, expect, get, openHome, test } from "./demo";
import { becomeOwner, owner } from "./owner";
import { Running, startServer } from "./processes";

// Axe brings its own script, which the page's policy rightly refuses.
test.use({ bypassCSP: true });

test.describe("on a server of several households", () => {
  let server: Running;
  test.beforeAll(async () => {
    server = await startServer([], {
      OHMSTEAD_PLAIN_HTTP: "true",
      OHMSTEAD_SINGLE_HOUSEHOLD: "false",
    });
  });
  test.afterAll(() => server.stop());

  async function openPeople(page: Page, home: string): Promise<void> {
    await page.goto(`${server.url}homes/${home}/settings/people`);
    await expect(page.locator("[data-member]").first()).toBeVisible();
  }

  /** Makes a link under People and returns what it says. */
  async function invite(
    page: Page,
    name: string,
    role: string,
  ): Promise<string> {
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Role", { exact: true }).selectOption(role);
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = page.locator("[data-link]");
    await expect(link).toHaveText(/invitation#token=/);
    return (await link.innerText()).trim();
  }

  /** Joins by the link, as somebody new, in a browser of their own. */
  async function join(
    browser: Browser,
    link: string,
    name: string,
  ): Promise<Page> {
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "Ada invites you to My home",
    );
    await expect(page.getByLabel("Your name")).toHaveValue(name);
    await passesAxe(page);
    await page
      .getByLabel("E-mail address")
      .fill(`${name.toLowerCase()}@home.test`);
    await page.getByLabel("Password").fill("correct horse battery");
    await page
      .getByRole("button", { name: "Make the account and join" })
      .click();
    await page.waitForURL(/\/homes\/[^/]+\/live$/);
    return page;
  }

  test("people join by a link, are changed and removed, an operator visits, and the home is deleted", async ({
    page,
    browser,
    problems,
  }) => {
    await becomeOwner(page, server.url, server);
    const home =
      (await get<{ items: { id: string }[] }>(page, "api/v1/homes")).items[0]
        ?.id ?? "";
    await openPeople(page, home);
    await passesAxe(page);
    await expect(page.getByRole("button", { name: "Leave" })).toBeDisabled();

    const link = await invite(page, "Bea", "viewer");
    await passesAxe(page);
    const bea = await join(browser, link, "Bea");
    await expect(bea.getByRole("link", { name: "People" })).toBeVisible();
    await expect(bea.getByRole("link", { name: "Settings" })).toHaveCount(0);
    await expect(bea.getByRole("link", { name: "Users" })).toHaveCount(0);
    await bea.getByRole("link", { name: "People" }).click();
    await expect(bea.getByText("Ada", { exact: true })).toBeVisible();
    await expect(bea.getByText("ada@home.test")).toHaveCount(0);
    await passesAxe(bea);

    await test.step("a link is good once", async () => {
      const context = await browser.newContext();
      const late = await context.newPage();
      await late.goto(link);
      await expect(late.getByRole("heading", { level: 1 })).toHaveText(
        "This invitation is not good any more",
      );
      await context.close();
    });

    await test.step("a role is changed, and a member removed", async () => {
      await openPeople(page, home);
      await expect(page.getByText("bea@home.test")).toBeVisible();
      await page.getByLabel("Role of Bea").selectOption("manager");
      await expect(async () => {
        const me = await get<{ homes: { role: string }[] }>(bea, "api/v1/me");
        expect(me.homes[0]?.role).toBe("manager");
      }).toPass();
      await page.getByRole("button", { name: "Remove Bea" }).click();
      const dialog = page.getByRole("dialog", { name: "Remove Bea?" });
      await dialog.getByRole("button", { name: "Remove" }).click();
      await expect(page.getByText("bea@home.test")).toHaveCount(0);
      const me = await get<{ homes: unknown[] }>(bea, "api/v1/me");
      expect(me.homes).toEqual([]);
    });

    await test.step("an operator visits for an hour, and everybody sees it", async () => {
      await page.getByRole("link", { name: "Users" }).click();
      await expect(page.getByLabel("Ada operates the server")).toBeDisabled();
      await passesAxe(page);
      await page.getByLabel("Bea operates the server").click();
      await expect(page.getByLabel("Bea operates the server")).toBeChecked();
      await bea.goto(`${server.url}homes`);
      await bea.getByLabel(/^The home’s id/).fill(home);
      await bea.getByLabel("Reason").fill("A meter stands still");
      await passesAxe(bea);
      // A page that is open, with the live socket, says so long before it would ask again.
      const follows = page
        .waitForEvent("websocket")
        .then((socket) =>
          socket.waitForEvent("framereceived", ({ payload }) =>
            payload.toString().includes('"snapshot"'),
          ),
        );
      await page.goto(`${server.url}homes/${home}/live`);
      await follows;
      await bea.getByRole("button", { name: "Enter for an hour" }).click();
      await bea.waitForURL(/\/homes\/[^/]+\/live$/);
      await expect(bea.locator("[data-visit]")).toContainText(
        "You visit this home until",
      );
      await expect(bea.getByRole("link", { name: "Settings" })).toBeVisible();
      const banner = page.locator("[data-visit]");
      await expect(banner).toContainText("A meter stands still", {
        timeout: 5_000,
      });
      await passesAxe(page);
      const log = await get<{ items: { by_name: string }[] }>(
        page,
        `api/v1/homes/${home}/access-log`,
      );
      expect(new Set(log.items.map((look) => look.by_name))).toEqual(
        new Set(["Bea"]),
      );
      await banner.getByRole("button", { name: "End it" }).click();
      await expect(banner).toHaveCount(0);
      const me = await get<{ homes: unknown[] }>(bea, "api/v1/me");
      expect(me.homes).toEqual([]);
    });

    await test.step("who has an account joins by a link whose token is in no address of signing in", async () => {
      await openPeople(page, home);
      const again = await invite(page, "Bea", "viewer");
      const token = new URL(again).hash.replace("#token=", "");
      const context = await browser.newContext();
      const late = await context.newPage();
      const addresses: string[] = [];
      late.on("framenavigated", (frame) => addresses.push(frame.url()));
      late.on("request", (request) =>
        addresses.push(request.url(), request.headers()["referer"] ?? ""),
      );
      await late.goto(again);
      await late.getByRole("link", { name: /^I have an account/ }).click();
      await expect(late).toHaveURL(/\/sign-in\?return=%2Finvitation$/);
      await late.getByLabel("E-mail address").fill("bea@home.test");
      await late.getByLabel("Password").fill("correct horse battery");
      await late.getByRole("button", { name: "Sign in", exact: true }).click();
      await late.getByRole("button", { name: "Accept" }).click();
      await late.waitForURL(/\/homes\/[^/]+\/live$/);
      const withToken = addresses.filter((each) => each.includes(token));
      expect(new Set(withToken)).toEqual(new Set([again]));
      await context.close();
    });

    await test.step("an operator deletes a user, who is out at once", async () => {
      await page.goto(`${server.url}system/users`);
      await page.getByRole("button", { name: "Delete Bea" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete Bea?" });
      await expect(dialog).toBeVisible();
      await passesAxe(page);
      await dialog.getByRole("button", { name: "Delete the account" }).click();
      await expect(page.getByText("bea@home.test")).toHaveCount(0);
      const gone = await bea.request.get(`${server.url}api/v1/me`);
      expect(gone.status()).toBe(401);
    });

    await test.step("the last operator is not deleted, and is told why", async () => {
      await page.goto(`${server.url}account`);
      await page.getByRole("button", { name: "Delete the account" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete your account?" });
      await dialog.getByLabel("Current password").fill("not the password");
      await dialog.getByRole("button", { name: "Delete the account" }).click();
      await expect(
        dialog.getByText("This is not your password."),
      ).toBeVisible();
      await passesAxe(page);
      await dialog.getByLabel("Current password").fill(owner.password);
      await dialog.getByRole("button", { name: "Delete the account" }).click();
      await expect(dialog).toContainText("the last operator of the server");
      expect(problems.splice(0)).toEqual([
        expect.stringContaining("422"),
        expect.stringContaining("409"),
      ]);
      await dialog.getByRole("button", { name: "Cancel" }).click();
    });

    await test.step("a home goes with all that belongs to it, once its name is typed", async () => {
      await page.goto(`${server.url}homes/${home}/settings/home`);
      await page.getByRole("button", { name: "Delete the home" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete My home?" });
      const erase = dialog.getByRole("button", { name: "Delete everything" });
      await expect(erase).toBeDisabled();
      await passesAxe(page);
      await dialog.getByLabel("Type the home’s name").fill("My home");
      await erase.click();
      await page.waitForURL(/\/homes$/);
      await expect(page.getByText("No home yet")).toBeVisible();
    });
  });
});

test("a manager of the demo reads all and sets nothing", async ({
  page,
  demo,
}) => {
  await enterDemo(page, demo.url, "manager");
  const home = await openHome(page, "House");
  await expect(page.getByRole("link", { name: "Settings" })).toHaveCount(0);
  await page.getByRole("link", { name: "People" }).click();
  await expect(page).toHaveURL(
    new URL(`homes/${home}/settings/people`, await baseOf(page)).href,
  );
  await expect(page.locator("[data-member]")).toHaveCount(3);
  await expect(page.getByLabel(/^Role of/)).toHaveCount(0);
});
