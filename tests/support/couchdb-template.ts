import { createHash, randomUUID } from 'node:crypto';
import { access, constants, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Data of a CouchDB that has its system databases and has not begun to watch them. */
export interface CouchDbTemplate {
  /** Puts the data into a new server's folder; false where there is none yet. */
  readonly into: (data: string) => Promise<boolean>;
  /** Keeps the data of a server that does not run any more. It holds no secret and no account. */
  readonly keep: (data: string) => Promise<void>;
}

/**
 * The template of one installation. A server that begins with it needs one start instead of two, and there
 * are dozens of servers in a test run. Beside the checkout's other temporary things where those may be
 * written, else among those of the system.
 */
export const couchDbTemplate = async (
  binary: string,
  defaults: string,
): Promise<CouchDbTemplate> => {
  const installation = await Promise.all(
    [binary, defaults].map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return [path, size, mtimeMs];
    }),
  );
  const key = createHash('sha256').update(JSON.stringify(installation)).digest('hex').slice(0, 16);
  const folder = join(await writableCache(), `couchdb-template-${key}`);
  return {
    into: async (data) => {
      try {
        await cp(folder, data, { recursive: true });
        return true;
      } catch {
        // Half of a template is worse than none.
        await rm(data, { recursive: true, force: true });
        await mkdir(data);
        return false;
      }
    },
    keep: async (data) => {
      const made = `${folder}-${randomUUID()}`;
      try {
        await cp(data, made, { recursive: true });
        // Whole or not at all; where another test was quicker, its template is as good.
        await rename(made, folder);
      } catch {
        await rm(made, { recursive: true, force: true });
      }
    },
  };
};

const writableCache = async (): Promise<string> => {
  const cache = join(process.cwd(), '.cache');
  try {
    await access(cache, constants.W_OK);
    return cache;
  } catch {
    return tmpdir();
  }
};
