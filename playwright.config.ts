import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Where the tests run as an unprivileged user, the checkout is not theirs to write into.
const results = process.env['MYCOUCH_E2E_RESULTS'] ?? join(import.meta.dirname, 'test-results');

/** Set by the test session: `display=authority` of each screen. None where the desktop's own is used. */
const screens = (process.env['MYCOUCH_E2E_DISPLAYS'] ?? 'own').split(' ');

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  tsconfig: './tsconfig.e2e.json',
  outputDir: join(results, 'output'),
  // One test on a screen at a time: the focus of a screen belongs to one window.
  workers: screens.length,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: join(results, 'e2e.json') }]],
  // A trace or a video would keep what the window shows, secrets among it.
  use: { trace: 'off', video: 'off', screenshot: 'off' },
});
