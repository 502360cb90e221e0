import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Where the tests run as an unprivileged user, the checkout is not theirs to write into.
const results = process.env['MYCOUCH_E2E_RESULTS'] ?? join(import.meta.dirname, 'test-results');

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  tsconfig: './tsconfig.e2e.json',
  outputDir: join(results, 'output'),
  // One window at a time: the console allows a single instance, and the machine has few cores.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: join(results, 'e2e.json') }]],
  // A trace or a video would keep what the window shows, secrets among it.
  use: { trace: 'off', video: 'off', screenshot: 'off' },
});
