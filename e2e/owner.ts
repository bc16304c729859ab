import { Page, expect } from "@playwright/test";
import { Running } from "./processes";

export const owner = {
  name: "Ada",
  email: "ada@home.test",
  password: "correct horse battery",
};

/** The one-time link that a server without an owner prints. */
export function setupToken(server: Running): string {
  const token = /#token=([\w~.-]+)/.exec(server.output())?.[1];
  if (!token) {
    throw new Error(`no set-up link in:\n${server.output()}`);
  }
  return token;
}

/** Becomes the owner through the page, at the given address of the server. */
export async function becomeOwner(
  page: Page,
  base: string,
  server: Running,
): Promise<void> {
  await page.goto(`${base}setup#token=${setupToken(server)}`);
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Where is your Home Assistant?",
    { timeout: 20_000 },
  );
}
