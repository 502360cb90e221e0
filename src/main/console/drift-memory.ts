import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const fileName = 'drift.json';
/** How long a database that somebody added is told, in milliseconds; then it is one of the unmanaged. */
const addedTime = 24 * 3_600_000;

const serverSchema = z.object({
  /** Every database at the last look. */
  names: z.array(z.string()),
  /** By name, when a database that nobody had asked for was first seen. */
  added: z.record(z.string(), z.iso.datetime()),
  /** By a finding's id, when it was first seen. */
  since: z.record(z.string(), z.iso.datetime()),
});
const fileSchema = z.object({ format: z.literal(1), servers: z.record(z.string(), serverSchema) });

type ServerMemory = z.infer<typeof serverSchema>;

/** What this device saw on servers before, and since when it has known of each change made by hand. */
export interface DriftMemory {
  /**
   * Compares the databases of a look with those of the look before.
   * @returns databases of nobody that appeared since, while they are news
   */
  readonly lookedAt: (
    couchdbUuid: string,
    seen: { readonly names: Iterable<string>; readonly unmanaged: readonly string[] },
    now: Date,
  ) => readonly string[];
  /** When each finding was first seen; those that are not among the ids are forgotten. */
  readonly since: (
    couchdbUuid: string,
    ids: readonly string[],
    now: Date,
  ) => ReadonlyMap<string, string>;
  /** Whether a finding was there at the last look. */
  readonly knows: (couchdbUuid: string, id: string) => boolean;
  /** Writes what changed to the disk. */
  readonly save: () => Promise<void>;
}

export async function openDriftMemory(directory: string): Promise<DriftMemory> {
  const path = join(directory, fileName);
  const servers = await readServers(path);
  let saved = contentOf(servers);
  let writing: Promise<void> = Promise.resolve();

  return {
    lookedAt: (couchdbUuid, { names, unmanaged }, now) => {
      const before = servers.get(couchdbUuid);
      const known = new Set(before?.names ?? []);
      const added: Record<string, string> = {};
      // The first look at a server has nothing to compare with.
      for (const name of unmanaged) {
        if (before === undefined) break;
        const at = before.added[name] ?? (known.has(name) ? null : now.toISOString());
        if (at !== null && now.getTime() - Date.parse(at) < addedTime) added[name] = at;
      }
      servers.set(couchdbUuid, { names: [...names].sort(), added, since: before?.since ?? {} });
      return Object.keys(added);
    },
    since: (couchdbUuid, ids, now) => {
      const before = servers.get(couchdbUuid) ?? { names: [], added: {}, since: {} };
      const since = Object.fromEntries(
        ids.map((id) => [id, before.since[id] ?? now.toISOString()] as const),
      );
      servers.set(couchdbUuid, { ...before, since });
      return new Map(Object.entries(since));
    },
    knows: (couchdbUuid, id) => servers.get(couchdbUuid)?.since[id] !== undefined,
    save: () => {
      const content = contentOf(servers);
      writing = writing
        .catch(() => undefined)
        .then(async () => {
          if (content === saved) return;
          await writeDurably(path, content);
          saved = content;
        });
      return writing;
    },
  };
}

function contentOf(servers: ReadonlyMap<string, ServerMemory>): string {
  return JSON.stringify({ format: 1, servers: Object.fromEntries(servers) });
}

/** A damaged file costs the comparison with the last look, and since when findings were known. */
async function readServers(path: string): Promise<Map<string, ServerMemory>> {
  const text = await readIfPresent(path);
  if (text === null) return new Map();
  try {
    return new Map(Object.entries(fileSchema.parse(JSON.parse(text)).servers));
  } catch {
    return new Map();
  }
}
