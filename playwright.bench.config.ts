import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** Measures in the real window; one at a time, and apart from the tests. */
export default defineConfig(base, {
  testDir: 'tests/e2e/bench',
  testMatch: '**/*.bench.ts',
  workers: 1,
  reporter: [['line']],
});
