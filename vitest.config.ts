import { defineConfig } from 'vitest/config';

/** One project a layer; each picks up every `*.test.ts` of its folder. */
const layer = (
  name: string,
  testTimeout: number,
  maxWorkers: number,
  globalSetup: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    environment: 'node' as const,
    testTimeout,
    hookTimeout: testTimeout * 2,
    maxWorkers,
    globalSetup: [...globalSetup],
    env: { ...env },
    restoreMocks: true,
  },
});

/** One server for all tests of a layer that talk to CouchDB. */
const couchdb = ['tests/support/global-couchdb.ts'];

/**
 * Every sign-in at CouchDB costs its 600,000 rounds otherwise, a good part of a second of a processor. The
 * contract's tests are about them and keep them.
 */
const quickHashes = { MYCOUCH_TEST_HASH_ROUNDS: '1000' };

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      layer('unit', 30_000, 2),
      layer('contract', 60_000, 1, couchdb),
      // More than processors: these wait for servers, processes and time more than they work.
      layer('integration', 120_000, 4, couchdb, quickHashes),
    ],
  },
});
