import { defineConfig } from "@playwright/test";
import { privateAddress } from "./private-address";

/** Browser tests of the whole: the real server, its simulated homes, the built app. Run from web/: npm run e2e. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.e2e.ts",
  timeout: 120_000,
  workers: 1,
  retries: 0,
  reporter: [["list"], ["./skip-reasons.ts"]],
  outputDir: "../build/e2e-results",
  use: {
    browserName: "chromium",
    contextOptions: { reducedMotion: "reduce" },
    ignoreHTTPSErrors: true,
    // A trace takes a quarter of the time. Where time is short, a failure is told by its message.
    trace: process.env["CI"] ? "off" : "retain-on-failure",
    launchOptions: {
      executablePath: process.env["CHROME_BIN"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Names that are not localhost, for the tests that sign in through one.
        `--host-resolver-rules=MAP home.test 127.0.0.1, MAP lan.test ${privateAddress() ?? "127.0.0.1"}`,
      ],
    },
  },
});
