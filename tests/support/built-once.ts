import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..');
/** Inside the checkout, so that Node finds the packages from there. */
const cache = join(root, '.cache', 'programs');
/** Folders that are made here, whole or not yet. */
const ours = /-[0-9a-f]{16}$|-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A build that no run can still use, in milliseconds. */
const old = 86_400_000;

/** Whatever of ours a program may import, as a text that differs once any of it does. */
async function stateOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const files = [join(root, 'package-lock.json')];
  for (const folder of ['src', join('tests', 'support'), join('tests', 'campaign')]) {
    const inside = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const code = inside.filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name));
    files.push(...code.map(({ parentPath, name }) => join(parentPath, name)).sort());
  }
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${file} ${String(size)} ${String(mtimeMs)}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Path of `entry`, bundled with what it imports of ours; packages stay outside. Built once for as long as the
 * sources stay what they are, whichever worker or run wants it first, and for nobody else to remove.
 */
export async function builtOnce(name: string, entry: string, target: string): Promise<string> {
  const folder = join(cache, `${name}-${await stateOfSources()}`);
  const program = join(folder, 'main.mjs');
  if (await isThere(program)) {
    // Used, so not old.
    await utimes(folder, new Date(), new Date());
    return program;
  }
  await mkdir(cache, { recursive: true });
  await removeOld();
  const made = join(cache, `${name}-${randomUUID()}`);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, entry),
      outDir: made,
      target,
      rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  });
  // Whole or not at all; where another worker was quicker, its build is as good.
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
  return program;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function removeOld(): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!ours.test(name)) continue;
    const path = join(cache, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > old) await rm(path, { recursive: true, force: true });
  }
}
