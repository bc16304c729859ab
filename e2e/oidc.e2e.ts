import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Page, expect, test } from "@playwright/test";
import { becomeOwner, owner } from "./owner";
import {
  Running,
  refusedStart,
  runCommand,
  startDirectory,
  startServer,
} from "./processes";

const tenant = "7b0c1a52-1111-4222-8333-444455556666";

let folder: string;
let directory: Running;
let server: Running;

test.describe.configure({ mode: "serial" });

/** The directory of the tests, as a server's configuration names it. */
function workDirectory(): string {
  return `
[[identity_provider]]
id = "work"
kind = "entra"
name = "Example Ltd"
authority = "${directory.url}"
tenant = "${tenant}"
client_id = "2c2c2c2c-aaaa-4bbb-8ccc-dddd00001111"
client_secret = "a-secret-of-the-browser-tests"
`;
}

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ohmstead-oidc-"));
  directory = await startDirectory();
  const file = join(folder, "ohmstead.toml");
  await writeFile(
    file,
    `${workDirectory()}
[[identity_provider]]
id = "away"
kind = "oidc"
name = "Nobody There"
issuer = "http://localhost:9"
client_id = "ohmstead"
client_secret = "a-secret-of-the-browser-tests"
`,
  );
  server = await startServer(["--config", file]);
});

test.afterAll(async () => {
  await server?.stop();
  await directory?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Chooses whom to be at the directory. */
async function signInAs(
  page: Page,
  name: string,
  path = "sign-in",
): Promise<void> {
  await page.goto(`${server.url}${path}`);
  await page.getByRole("link", { name: "Sign in with Example Ltd" }).click();
  await page.getByRole("link", { name, exact: true }).click();
}

interface Me {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly server_role: string;
  readonly homes: readonly { readonly role: string }[];
}

/** Who the server says is signed in. */
async function me(page: Page): Promise<Me> {
  const answer = await page.request.get(`${server.url}api/v1/me`);
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Me;
}

async function expectProblem(page: Page, text: string): Promise<void> {
  await expect(page).toHaveURL(/\/sign-in\?problem=/);
  await expect(page.getByRole("alert")).toContainText(text);
  expect((await page.request.get(`${server.url}api/v1/me`)).status()).toBe(401);
}

test("the operator of a new server comes first", async ({ page }) => {
  await signInAs(page, "Vera");
  await expectProblem(page, "you may not sign in here");
  await becomeOwner(page, server.url, server);
});

test("the first sign-in makes a user, and the next one finds it", async ({
  page,
}) => {
  await signInAs(page, "Olga", "sign-in?return=%2Faccount");
  await expect(page).toHaveURL(`${server.url}account`);
  const first = await me(page);
  expect(first).toMatchObject({
    name: "Olga",
    email: "family@example.org",
    server_role: "operator",
  });

  await page.context().clearCookies({ domain: "127.0.0.1" });
  await page.goto(`${server.url}sign-in`);
  // The directory still knows the browser: signing in is a click.
  await page.getByRole("link", { name: "Sign in with Example Ltd" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  expect((await me(page)).id).toBe(first.id);
});

test("no token reaches the page", async ({ page }) => {
  await signInAs(page, "Olga");
  await expect(page).not.toHaveURL(/sign-in|localhost/);
  const seen = await page.evaluate(() =>
    JSON.stringify([
      document.cookie,
      { ...localStorage },
      { ...sessionStorage },
    ]),
  );
  expect(seen).not.toMatch(/eyJ|__Host-/);
  const cookies = await page.context().cookies(server.url);
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: "Lax",
    });
    expect(cookie.value).not.toContain("eyJ");
  }
});

test("signing out goes on at the directory", async ({ page }) => {
  await signInAs(page, "Olga", "sign-in?return=%2Faccount");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/session\/end/);
  await page.getByRole("button", { name: /yes/i }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await page.request.get(`${server.url}api/v1/me`)).status()).toBe(401);
  await page.getByRole("link", { name: "Sign in with Example Ltd" }).click();
  await expect(
    page.getByRole("link", { name: "Olga", exact: true }),
  ).toBeVisible();
});

test("OIDC-27: a foreign page signs nobody out, and no address outside is gone on to", async ({
  page,
}) => {
  await signInAs(page, "Vera");
  await expect(page).not.toHaveURL(/sign-in|localhost/);
  const signOut = `${server.url}api/v1/auth/sign-out`;
  const session = (await (
    await page.request.get(`${server.url}api/v1/auth/session`)
  ).json()) as { csrf_token: string };
  const token = { "X-CSRF-Token": session.csrf_token };
  const forgeries: Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { ...token, Origin: "https://evil.example" },
    {},
  ];
  for (const headers of forgeries) {
    const forged = await page.request.post(signOut, { headers, data: {} });
    expect(forged.status()).toBe(403);
  }
  expect((await me(page)).name).toBe("Vera");

  const done = await page.request.post(signOut, { headers: token, data: {} });
  const { continue_at } = (await done.json()) as { continue_at: string };
  const onward = new URL(continue_at);
  expect(onward.searchParams.get("post_logout_redirect_uri")).toBe(
    `${server.url}sign-in`,
  );
  expect(onward.searchParams.has("id_token_hint")).toBe(false);
  onward.searchParams.set("post_logout_redirect_uri", "https://evil.example/");
  const refused = await page.request.get(onward.href, { maxRedirects: 0 });
  expect(refused.status()).toBe(400);
  expect(refused.headers()["location"]).toBeUndefined();
});

/** Where the server sends the browser, step by step: no page is opened, so that the test can do so with another address. */
async function followed(page: Page, until: string): Promise<URL> {
  let url = new URL(`${server.url}api/v1/auth/oidc/work/start`);
  while (!url.pathname.endsWith(until)) {
    const answer = await page.request.get(url.href, { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    url = new URL(answer.headers()["location"] ?? "", url);
  }
  return url;
}

test("an answer counts once, for the browser and the sign-in it is for", async ({
  browser,
  page,
}) => {
  const callback = page.waitForRequest(/oidc\/work\/callback/);
  await signInAs(page, "Vera");
  const used = (await callback).url();
  await expect(page).not.toHaveURL(/sign-in|localhost/);
  await page.context().clearCookies({ name: "__Host-ohmstead" });
  await page.goto(used);
  await expectProblem(page, "Signing in did not succeed");

  const answer = await followed(page, "/callback");
  const forged = new URL(answer);
  forged.searchParams.set("state", "A".repeat(43));
  await page.goto(forged.href);
  await expectProblem(page, "Signing in did not succeed");

  const other = await browser.newPage({ ignoreHTTPSErrors: true });
  await other.goto(answer.href);
  await expectProblem(other, "Signing in did not succeed");
  await other.close();

  // None of that has touched the sign-in itself.
  await page.goto(answer.href);
  await expect(page).not.toHaveURL(/sign-in/);
  expect((await me(page)).name).toBe("Vera");
});

test("an ID token for another nonce is refused", async ({ page }) => {
  const authorize = await followed(page, "/auth");
  authorize.searchParams.set("nonce", "another");
  await page.goto(authorize.href);
  await page.getByRole("link", { name: "Vera", exact: true }).click();
  await expectProblem(page, "Signing in did not succeed");
});

test("roles of the directory cap those in homes, and an unknown one lets nobody in", async ({
  page,
}) => {
  await signInAs(page, "Mira");
  await expect(page).not.toHaveURL(/sign-in|localhost/);
  const session = (await (
    await page.request.get(`${server.url}api/v1/auth/session`)
  ).json()) as {
    csrf_token: string;
  };
  const made = await page.request.post(`${server.url}api/v1/homes`, {
    headers: { "X-CSRF-Token": session.csrf_token },
    data: {
      name: "Mill",
      time_zone: "Europe/Berlin",
      currency: "EUR",
      country: "DE",
    },
  });
  expect(made.status()).toBe(201);
  const after = await me(page);
  expect(after.homes.map((home) => home.role)).toEqual(["manager"]);
  expect(after.server_role).toBe("none");

  await page.context().clearCookies();
  await signInAs(page, "Nobody");
  await expectProblem(page, "you may not sign in here");
});

test("two people with one e-mail address are two users", async ({ page }) => {
  await signInAs(page, "Vera");
  await expect(page).not.toHaveURL(/sign-in|localhost/);
  const vera = await me(page);
  await page.context().clearCookies();
  await signInAs(page, "Viktor");
  await expect(page).not.toHaveURL(/sign-in|localhost/);
  const viktor = await me(page);
  expect(viktor.email).toBe(vera.email);
  expect(viktor.id).not.toBe(vera.id);
});

test("with a directory down, the page says so and local accounts go on", async ({
  page,
}) => {
  await page.goto(`${server.url}sign-in`);
  await page.getByRole("link", { name: "Sign in with Nobody There" }).click();
  await expectProblem(page, "The directory does not answer");
  const plain = await page.request.get(
    `${server.url}api/v1/auth/oidc/away/start`,
    {
      headers: { Accept: "application/json" },
    },
  );
  expect(plain.status()).toBe(503);
  expect(((await plain.json()) as { detail: string }).detail).toContain(
    "Nobody There does not answer",
  );

  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  expect((await me(page)).name).toBe(owner.name);
});

test("people with the role Provider are the staff of the provider that was set up", async ({
  browser,
}) => {
  const data = join(folder, "grid");
  await mkdir(data);
  const id = runCommand(
    ...["provider", "add", "--name", "Grid"],
    ...["--policy", "https://grid.example/privacy"],
    ...["--contact", "privacy@grid.example", "--data", data],
  ).trim();
  const file = join(folder, "grid.toml");
  await writeFile(file, `${workDirectory()}provider_id = "nobody"\n`);
  const refused = refusedStart("--config", file, "--data", data);
  expect(refused).toContain("provider_id");
  expect(refused).toContain('"nobody"');

  await writeFile(file, `${workDirectory()}provider_id = "${id}"\n`);
  const grid = await startServer(["--config", file], {}, data);
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await becomeOwner(page, grid.url, grid);
    await page.context().clearCookies();
    await page.goto(`${grid.url}sign-in`);
    await page.getByRole("link", { name: "Sign in with Example Ltd" }).click();
    await page.getByRole("link", { name: "Petra", exact: true }).click();
    await expect(page).not.toHaveURL(/sign-in|localhost/);
    const answer = await page.request.get(`${grid.url}api/v1/me`);
    expect(((await answer.json()) as Me).server_role).toBe("provider");
    const customers = await page.request.get(
      `${grid.url}api/v1/providers/customers`,
    );
    expect(customers.status()).toBe(200);
    await page.close();
  } finally {
    await grid.stop();
  }

  // Where it is not said whose staff they are, the role stands for nothing.
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  await signInAs(page, "Petra");
  await expectProblem(page, "you may not sign in here");
  await page.close();
});
