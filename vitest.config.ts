import { defineConfig } from 'vitest/config';

/** One project a layer; each picks up every `*.test.ts` of its folder. */
const layer = (
  name: string,
  testTimeout: number,
  maxWorkers: number,
  globalSetup: readonly string[] = [],
) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    environment: 'node' as const,
    testTimeout,
    hookTimeout: testTimeout * 2,
    maxWorkers,
    globalSetup: [...globalSetup],
    restoreMocks: true,
  },
});

/** One server for all tests of a layer that talk to CouchDB. */
const couchdb = ['tests/support/global-couchdb.ts'];

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      layer('unit', 10_000, 2),
      layer('contract', 60_000, 1, couchdb),
      layer('integration', 120_000, 3, couchdb),
    ],
  },
});
