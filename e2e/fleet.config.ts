import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

/** Browser tests of a fleet, which tests/peers/fleet_browser_test.py starts: its store comes from PyPI. */
export default defineConfig({ ...base, testMatch: "*.fleet.ts" });
