#!/usr/bin/env node
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/cli/mycouch.js', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  process.stderr.write('mycouch: not built yet. Run `npm run setup` in the checkout first.\n');
  process.exitCode = 1;
}
