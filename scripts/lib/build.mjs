import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { cache, inRoot, root } from './paths.mjs';
import { SetupError, run, say } from './run.mjs';

const inputs = ['src', 'vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json'];
const outputs = [
  'dist/renderer/index.html',
  'dist/preload/preload.cjs',
  'dist/main/main.js',
  'dist/cli/mycouch.js',
  'dist/practice/main.js',
  'dist/gateway/main.js',
];

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** Changes whenever a source is added, removed or written. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesBelow(inRoot(input)))) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)} ${String(size)} ${String(mtimeMs)}\n`);
  }
  return hash.digest('hex');
}

/** Builds `dist` when a source changed since the last build. */
export function build() {
  const stamp = join(cache, 'build.stamp');
  const now = fingerprint();
  const complete = outputs.every((file) => existsSync(inRoot(file)));
  if (complete && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  say('building');
  rmSync(stamp, { force: true });
  const vite = inRoot('node_modules/vite/bin/vite.js');
  const result = run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { quiet: true });
  const absent = outputs.filter((file) => !existsSync(inRoot(file)));
  if (!result.ok || absent.length > 0) {
    throw new SetupError(
      `the build failed (${absent.join(', ') || 'vite'}):\n${result.output.trim()}`,
    );
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, now);
}
