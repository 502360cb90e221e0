import { defineConfig } from 'vitest/config';

/** One project a layer; each picks up every `*.test.ts` of its folder. */
const layer = (name: string, testTimeout: number, maxWorkers: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    environment: 'node' as const,
    testTimeout,
    hookTimeout: testTimeout * 2,
    maxWorkers,
    restoreMocks: true,
  },
});

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      layer('unit', 10_000, 2),
      layer('contract', 60_000, 1),
      layer('integration', 120_000, 2),
    ],
  },
});
