import { Browser, Page } from "@playwright/test";
import { expect, write } from "./demo";
import { runCommand } from "./processes";

export interface Staff {
  readonly provider: string;
  readonly name: string;
  /** Signed in, in a browser of their own. */
  readonly page: Page;
}

export interface Terms {
  fields: string[];
  detail: "live" | "slot" | "day" | "month";
  history_from: string;
  starts_at: string;
  ends_at: string;
}

const dayMs = 86_400_000;
const password = "a day of wind and sun";

/** A company with one person of its staff, made by the commands that operators have, signed in at the server. */
export async function makeStaff(
  browser: Browser,
  server: { readonly url: string; readonly data: string },
  company: string,
): Promise<Staff> {
  const slug = company.toLowerCase().replace(/\W/g, "");
  const provider = runCommand(
    "provider",
    "add",
    "--data",
    server.data,
    "--name",
    company,
    "--policy",
    `https://${slug}.example/privacy`,
    "--contact",
    `ask@${slug}.example`,
  ).trim();
  const printed = runCommand(
    "provider",
    "staff",
    "--data",
    server.data,
    "--provider",
    provider,
    "--email",
    `bo@${slug}.example`,
    "--name",
    "Bo",
  );
  const token = /#token=([\w~.-]+)/.exec(printed)?.[1] ?? "";
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(new URL("help", server.url).href);
  const reset = await write(page, "POST", "api/v1/auth/reset", {
    token,
    password,
  });
  expect(reset.status).toBe(204);
  const entered = await write(page, "POST", "api/v1/auth/local", {
    email: `bo@${slug}.example`,
    password,
  });
  expect(entered.status).toBe(200);
  await page.goto(new URL("help", server.url).href);
  return { provider, name: company, page };
}

/** What a provider that wants to know a lot asks for: five years back, for a year. */
export function manyTerms(): Terms {
  const now = Date.now();
  const at = (days: number): string =>
    new Date(now + days * dayMs).toISOString();
  return {
    fields: ["grid", "solar", "battery", "devices"],
    detail: "slot",
    history_from: at(-5 * 365),
    starts_at: at(-1),
    ends_at: at(365),
  };
}

/** Writes a request and returns the code that customers get. */
export async function askFor(
  staff: Staff,
  terms: Terms = manyTerms(),
  purpose = "To advise you on a battery that fits your home",
): Promise<string> {
  const made = await write(staff.page, "POST", "api/v1/providers/requests", {
    purpose,
    terms,
    answer_by: new Date(Date.now() + 14 * dayMs).toISOString(),
  });
  expect(made.status).toBe(201);
  return (made.body as { code: string }).code;
}
