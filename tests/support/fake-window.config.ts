import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '../..');

/** Builds the window on the fake bridge, for looking at it in a browser: `npx vite build -c …`. */
export default defineConfig({
  root,
  base: './',
  publicDir: false,
  cacheDir: join(root, 'node_modules/.vite-fake'),
  plugins: [react()],
  build: {
    outDir: join(root, 'dist/fake-window'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: join(import.meta.dirname, 'fake-bridge/index.html') },
  },
});
