import { join } from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const folderSchema = z.string().regex(/^registry(-of-[0-9a-f-]{32,36})?$/);
const fileSchema = z.strictObject({
  format: z.literal(1),
  current: folderSchema,
  /** The uuid of the server that the registry in a folder belongs to. */
  owners: z.record(folderSchema, z.string()),
});

/**
 * The registries of one data directory: one for every server it was connected to, so that the tenants of
 * one server never reach another. The one made before any server was connected belongs to the first.
 */
export interface ServerRegistries {
  /** Folder of the registry in use, below the data directory. */
  readonly folder: () => string;
  /** Uuid of the server that it belongs to; null: none yet. */
  readonly owner: () => string | null;
  readonly owns: (couchdbUuid: string) => boolean;
  /** Makes the registry in use the given server's. */
  readonly give: (couchdbUuid: string) => Promise<void>;
  /** Puts the given server's registry into use, a new one where it has none. */
  readonly select: (couchdbUuid: string) => Promise<void>;
}

/** Reads `registries.json`. Errors: `storage-failed` where it is there and cannot be understood. */
export async function openServerRegistries(directory: string): Promise<ServerRegistries> {
  const path = join(directory, 'registries.json');
  let state = parse(await readIfPresent(path));

  async function write(next: typeof state): Promise<void> {
    await writeDurably(path, `${JSON.stringify(next, null, 2)}\n`);
    state = next;
  }
  function folderOf(couchdbUuid: string): string | undefined {
    return Object.entries(state.owners).find(([, owner]) => owner === couchdbUuid)?.[0];
  }
  return {
    folder: () => state.current,
    owner: () => state.owners[state.current] ?? null,
    owns: (couchdbUuid) => folderOf(couchdbUuid) !== undefined,
    give: (couchdbUuid) =>
      write({ ...state, owners: { ...state.owners, [state.current]: couchdbUuid } }),
    select: (couchdbUuid) => {
      const current = folderOf(couchdbUuid) ?? `registry-of-${couchdbUuid}`;
      return write({ ...state, current, owners: { ...state.owners, [current]: couchdbUuid } });
    },
  };
}

function parse(text: string | null): z.infer<typeof fileSchema> {
  if (text === null) return { format: 1, current: 'registry', owners: {} };
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ConsoleError('storage-failed', 'The file registries.json cannot be understood.', {
      remedy: 'Restore it from a backup, or start with another data directory.',
      cause: error,
    });
  }
}
