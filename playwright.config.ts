import { defineConfig, devices } from '@playwright/test';
import { chromiumFlags, ensureChromium } from './e2e/parts/chromium.ts';

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 900 } };

/** Every spec runs on a desktop; tests tagged `@mobile` once more at 390 pixels, those tagged `@dark` in the dark theme. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  globalSetup: './e2e/fixtures/browser-setup.ts',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    trace: 'retain-on-failure',
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    actionTimeout: 15_000,
    launchOptions: { executablePath: ensureChromium(), args: [...chromiumFlags] },
  },
  projects: [
    { name: 'desktop', use: desktop },
    { name: 'mobile', grep: /@mobile/, use: { ...desktop, viewport: { width: 390, height: 844 }, hasTouch: true } },
    { name: 'dark', grep: /@dark/, use: { ...desktop, colorScheme: 'dark' } },
    // Alone and last: reads what the whole run left behind.
    { name: 'afterwards', testMatch: '**/*.afterwards.ts', dependencies: ['desktop', 'mobile', 'dark'], use: desktop },
  ],
});
