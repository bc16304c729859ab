import { createHmac } from "node:crypto";
import { Browser, Page, expect, test } from "@playwright/test";
import { becomeOwner, owner } from "./owner";
import { runCommand, startServer } from "./processes";

let server: Awaited<ReturnType<typeof startServer>>;
let page: Page;

// One owner in one browser; each test goes on where the one before left the account.
test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ browser }) => {
  server = await startServer([]);
  page = await newPage(browser);
  await becomeOwner(page, server.url, server);
});
test.afterAll(() => server.stop());

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return context.newPage();
}

const at = (path: string): string => new URL(path, server.url).href;
const heading = (of: Page) => of.getByRole("heading", { level: 1 });
const section = (name: string) => page.getByRole("region", { name });

async function givePassword(of: Page, password: string): Promise<void> {
  await of.goto(at("sign-in"));
  await of.getByLabel("E-mail address").fill(owner.email);
  await of.getByLabel("Password").fill(password);
  await of.getByRole("button", { name: "Sign in" }).click();
}

/** The home is not set up, so that whoever is in is led to its wizard. */
async function isIn(of: Page): Promise<void> {
  await of.waitForURL(/\/setup$/);
}

async function openAccount(of: Page): Promise<void> {
  await of.goto(at("account"));
  await expect(heading(of)).toHaveText("Account");
}

/** What an authenticator app shows so many steps from now (RFC 6238). */
function codeOf(key: string, stepsAhead: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replace(/ /g, "")]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const secret = Buffer.from(
    (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)),
  );
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsAhead));
  const digest = createHmac("sha1", secret).update(step).digest();
  const number = digest.readUInt32BE((digest[19] ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Of the step before, whose code is taken for all of this one, but not beyond. */
async function codeOfTheStepBefore(key: string): Promise<string> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 10_000) {
    await page.waitForTimeout(left);
  }
  return codeOf(key, -1);
}

let password = owner.password;
let recoveryCodes: string[] = [];

test("two-step sign-in is turned on with an app and asked for from then on", async () => {
  await openAccount(page);
  const twoStep = section("Two-step sign-in");
  await twoStep.getByRole("button", { name: "Turn on…" }).click();
  await twoStep.getByLabel("Your password").fill("not my password");
  await twoStep.getByRole("button", { name: "Continue" }).click();
  await expect(twoStep).toContainText("This is not your password.");
  await twoStep.getByLabel("Your password").fill(password);
  await twoStep.getByRole("button", { name: "Continue" }).click();
  await expect(
    twoStep.getByRole("img", { name: "QR code for the authenticator app" }),
  ).toBeVisible();
  const key = await twoStep.locator("[data-second-factor-key]").innerText();
  await twoStep
    .getByLabel("Code of the app")
    .fill(await codeOfTheStepBefore(key));
  await twoStep.getByRole("button", { name: "Turn on" }).click();
  await expect(twoStep.locator(".codes li")).toHaveCount(10);
  recoveryCodes = await twoStep.locator(".codes li").allInnerTexts();
  await twoStep.getByRole("button", { name: "I have kept them" }).click();
  await expect(twoStep).toContainText("10 recovery codes are left.");

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in$/);
  await givePassword(page, password);
  const code = page.getByLabel("Code of your authenticator app");
  await expect(code).toBeFocused();
  await code.fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("not the code");
  await code.fill(codeOf(key, 0));
  await page.getByRole("button", { name: "Sign in" }).click();
  await isIn(page);
});

test("a recovery code does in place of the app, once", async ({ browser }) => {
  const phoneless = await newPage(browser);
  await givePassword(phoneless, password);
  await phoneless
    .getByLabel("Code of your authenticator app")
    .fill(recoveryCodes[0]?.toUpperCase() ?? "");
  await phoneless.getByRole("button", { name: "Sign in" }).click();
  await isIn(phoneless);
  await openAccount(phoneless);
  await expect(phoneless.locator("ohm-two-step")).toContainText(
    "9 recovery codes are left.",
  );
  await phoneless.context().close();
});

test("ending a session signs its open page out", async ({ browser }) => {
  const other = await newPage(browser);
  await givePassword(other, password);
  await other
    .getByLabel("Code of your authenticator app")
    .fill(recoveryCodes[1] ?? "");
  await other.getByRole("button", { name: "Sign in" }).click();
  await isIn(other);
  const listens = new Promise((heard) =>
    other.on("websocket", (socket) => socket.on("framereceived", heard)),
  );
  await other.goto(at("help"));
  await listens;

  await openAccount(page);
  const sessions = section("Where you are signed in");
  await expect(sessions.locator("[data-session=current]")).toHaveCount(1);
  await sessions.getByRole("button", { name: "End all others" }).click();
  await other.waitForURL(/\/sign-in\?return=%2Fhelp$/);
  await expect(sessions.locator("[data-session=other]")).toHaveCount(0);
  await expect(sessions.locator("[data-session=current]")).toHaveCount(1);
  await other.context().close();
});

test("a key is made, reads for its owner, changes nothing, and is revoked", async ({
  playwright,
}) => {
  await openAccount(page);
  const keys = section("API keys");
  await keys.getByRole("button", { name: "New key" }).click();
  await keys.getByLabel("What is it for?").fill("A chart of mine");
  await keys.getByRole("button", { name: "Make the key" }).click();
  const token = await keys.locator("[data-token]").innerText();
  expect(token).toMatch(/^ohm_/);
  await keys.getByRole("button", { name: "I have copied it" }).click();
  await expect(keys.locator("[data-token]")).toHaveCount(0);
  await expect(keys.locator("[data-key]")).toContainText("Never used");

  const program = await playwright.request.newContext({
    baseURL: server.url,
    ignoreHTTPSErrors: true,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const me = await program.get("api/v1/me");
  expect(await me.json()).toMatchObject({ name: owner.name });
  const home = { name: "Another", time_zone: "UTC", currency: "EUR" };
  const written = await program.post("api/v1/homes", { data: home });
  expect(written.status()).toBe(403);

  await keys.getByRole("button", { name: "Revoke: A chart of mine" }).click();
  await expect(keys.locator("[data-key]")).toHaveCount(0);
  expect((await program.get("api/v1/me")).status()).toBe(401);
  await program.dispose();
});

test("name and password are changed, and faults are told at their fields", async () => {
  await openAccount(page);
  await page.getByLabel("Your name").fill("Ada L.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(
    page.getByRole("region", { name: "Who is signed in" }),
  ).toContainText("Ada L.");

  await page.locator("#current-password").fill("not my password");
  await page.getByLabel("New password").fill("kettle behind mars");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.locator("#current-password-error")).toHaveText(
    "This is not your password.",
  );
  await page.locator("#current-password").fill(password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Changed", { exact: true })).toBeVisible();
  password = "kettle behind mars";
});

test("whoever is locked out sets a new password by the link of the command", async ({
  browser,
}) => {
  const printed = runCommand(
    "user",
    "reset",
    owner.email,
    "--second-factor",
    "--data",
    server.data,
  );
  const token = /#token=(\S+)/.exec(printed)?.[1] ?? "";
  const locked = await newPage(browser);
  await locked.goto(at(`reset#token=${token}`));
  await locked.getByLabel("New password").fill("password1");
  await locked.getByRole("button", { name: "Set the password" }).click();
  await expect(locked.getByRole("alert")).toBeVisible();
  await locked.getByLabel("New password").fill("teapot on the moon");
  await locked.getByRole("button", { name: "Set the password" }).click();
  await expect(heading(locked)).toHaveText("Your password is set");
  await page.waitForURL(/\/sign-in\?return=/);

  await givePassword(locked, "teapot on the moon");
  await isIn(locked);
  await locked.goto(at(`reset#token=${token}`));
  await locked.getByLabel("New password").fill("kettle behind mars");
  await locked.getByRole("button", { name: "Set the password" }).click();
  await expect(locked.getByRole("alert")).toContainText("used or too old");
});
