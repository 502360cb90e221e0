import { builtinModules } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';
import manifest from './package.json' with { type: 'json' };

const root = import.meta.dirname;

const builtins = [/^node:/, ...builtinModules];
const installed = Object.keys(manifest.dependencies).map((name) => new RegExp(`^${name}(/|$)`));

/** A bundle for Node or Electron's main process; what package.json installs stays outside of it. */
const nodeBundle = (entry: string, outDir: string, name: string): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, conditions: ['node', 'import', 'default'] },
  build: {
    outDir: join(root, outDir),
    emptyOutDir: true,
    target: 'node20.18',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { [name]: join(root, entry) },
      external: [...builtins, ...installed, 'electron'],
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
      },
    },
  },
});

/** A sandboxed preload cannot import files, so it is one CommonJS file with all it needs inside. */
const preloadBundle: EnvironmentOptions = {
  consumer: 'client',
  resolve: { noExternal: true },
  build: {
    outDir: join(root, 'dist/preload'),
    emptyOutDir: true,
    target: 'chrome130',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { preload: join(root, 'src/preload/preload.ts') },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
};

export default defineConfig({
  root: join(root, 'src/renderer'),
  // Relative addresses work under the console's own scheme, whatever its host is called.
  base: './',
  publicDir: false,
  cacheDir: join(root, 'node_modules/.vite'),
  plugins: [react()],
  environments: {
    client: {
      build: {
        outDir: join(root, 'dist/renderer'),
        emptyOutDir: true,
        target: 'chrome130',
        sourcemap: true,
        // The content security policy knows no `data:` scripts or styles.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
      },
    },
    preload: preloadBundle,
    main: nodeBundle('src/main/shell/main.ts', 'dist/main', 'main'),
    cli: nodeBundle('src/cli/main.ts', 'dist/cli', 'mycouch'),
    practice: nodeBundle('src/practice/main.ts', 'dist/practice', 'main'),
    gateway: nodeBundle('src/gateway/main.ts', 'dist/gateway', 'main'),
  },
  builder: {
    buildApp: async (builder) => {
      // MYCOUCH_BUILD=cli,main builds a part; the whole is the default.
      const only = process.env['MYCOUCH_BUILD']?.split(',');
      for (const [name, environment] of Object.entries(builder.environments)) {
        if (name === 'ssr' || (only !== undefined && !only.includes(name))) continue;
        await builder.build(environment);
      }
    },
  },
});
