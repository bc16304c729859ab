import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Says which test was skipped and why; the list says only the first. */
export default class SkipReasons implements Reporter {
  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "skipped") {
      const reasons = result.annotations
        .filter((annotation) => annotation.type === "skip")
        .map((annotation) => annotation.description ?? "no reason given");
      const name = test.titlePath().filter(Boolean).join(" › ");
      console.log(`skipped: ${name}: ${reasons.join("; ")}`);
    }
  }
}
