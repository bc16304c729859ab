import AxeBuilder from "@axe-core/playwright";
import { expect, Page } from "@playwright/test";

/** Fails with what axe finds on the page, and where. */
export async function passesAxe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
    ),
  ).toEqual([]);
}
