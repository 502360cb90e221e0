import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a small file so that a crash leaves the old or the new content, never half of one. */
export function replaceFile(path: string, content: string): void {
  const fresh = `${path}.new`;
  try {
    writeFileSync(fresh, content, { mode: 0o600, flush: true });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
