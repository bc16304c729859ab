import { expect, test } from "./demo";
import { becomeOwner, owner, setupToken } from "./owner";
import { privateAddress } from "./private-address";
import { Running, startServer } from "./processes";

interface Way {
  readonly name: string;
  readonly host: string;
  readonly listen: string | null;
  readonly settings: Record<string, string>;
  readonly scheme: string;
  readonly cookie: string;
  readonly isPlain: boolean;
}

const plain = {
  OHMSTEAD_PLAIN_HTTP: "true",
  OHMSTEAD_ALLOW_PLAIN_HTTP: "true",
};
const ways: Way[] = [
  {
    name: "https with the local certificate",
    host: "home.test",
    listen: "127.0.0.1",
    settings: {},
    scheme: "https:",
    cookie: "__Host-ohmstead",
    isPlain: false,
  },
  {
    name: "plain http within the machine",
    host: "home.test",
    listen: "127.0.0.1",
    settings: plain,
    scheme: "http:",
    cookie: "ohmstead",
    isPlain: false,
  },
  {
    name: "plain http in a private network",
    host: "lan.test",
    listen: privateAddress(),
    settings: plain,
    scheme: "http:",
    cookie: "ohmstead",
    isPlain: true,
  },
];

for (const way of ways) {
  test.describe(way.name, () => {
    test.skip(
      way.listen === null,
      "this machine has no address in a private network",
    );
    let server: Running;
    test.beforeAll(async () => {
      if (way.listen !== null) {
        server = await startServer(["--listen", `${way.listen}:0`], {
          OHMSTEAD_HOSTS: way.host,
          ...way.settings,
        });
      }
    });
    test.afterAll(() => server?.stop());

    test("signs in through a host name that is not localhost", async ({
      page,
      context,
      problems,
    }) => {
      expect(new URL(server.url).protocol).toBe(way.scheme);
      const base = `${way.scheme}//${way.host}:${new URL(server.url).port}/`;
      const notice = page.getByText("Not encrypted");
      const notices = way.isPlain ? 1 : 0;
      await page.goto(`${base}setup#token=${setupToken(server)}`);
      await expect(page.getByLabel("Your name")).toBeVisible();
      await expect(notice).toHaveCount(notices);
      await becomeOwner(page, base, server);
      await expect(notice).toHaveCount(notices);

      const cookies = await context.cookies(base);
      expect(cookies.map((cookie) => cookie.name)).toEqual([way.cookie]);
      expect(cookies[0]?.httpOnly).toBe(true);

      await page.getByRole("link", { name: "Finish later" }).click();
      await page.getByRole("link", { name: "Account" }).click();
      const leave = page.getByRole("button", { name: "Sign out" });
      await expect(leave).toBeVisible();
      await expect(notice).toHaveCount(notices);
      await leave.click();

      await page.getByLabel("E-mail address").fill(owner.email);
      await expect(notice).toHaveCount(notices);
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("alert")).toContainText(
        "E-mail address or password is wrong.",
      );
      await expect(page.locator("[data-role]")).toHaveCount(0);

      await page.getByLabel("Password").fill(owner.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).not.toHaveURL(/sign-in/);

      // Without an answer of the server the page judges by its address, which names no loopback here.
      await page.route("**/api/v1/auth/session", (route) => route.abort());
      await page.goto(base);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(
        "Ohmstead does not answer",
      );
      await expect(notice).toHaveCount(way.scheme === "http:" ? 1 : 0);
      // The refused password, the session that was kept away, and the browser’s remarks on headers that plain http cannot honour, are the only complaints.
      expect(
        problems
          .splice(0)
          .filter(
            (text) =>
              !/401|ERR_FAILED|Cross-Origin-Opener-Policy|Clear-Site-Data/.test(
                text,
              ),
          ),
      ).toEqual([]);
    });
  });
}
