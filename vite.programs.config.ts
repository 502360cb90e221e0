import { basename, join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

/** Programs of `tests` that are run and not shipped: MYCOUCH_PROGRAMS=tests/bench/main.ts,… */
export default defineConfig(() => {
  const entries = (process.env['MYCOUCH_PROGRAMS'] ?? '').split(',').filter(Boolean);
  return {
    root,
    publicDir: false as const,
    build: {
      ssr: true,
      emptyOutDir: true,
      target: 'node20.18',
      sourcemap: 'inline' as const,
      rolldownOptions: {
        input: Object.fromEntries(
          entries.map((entry) => [basename(entry, '.ts'), join(root, entry)]),
        ),
        output: {
          format: 'es' as const,
          entryFileNames: '[name].mjs',
          chunkFileNames: 'chunks/[name]-[hash].mjs',
        },
      },
    },
  };
});
