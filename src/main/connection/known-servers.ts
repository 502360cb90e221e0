import { join } from 'node:path';
import { z } from 'zod';
import { agentAllowances } from '../../shared/documents/server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';
import { savedConnectionSchema } from './saved-connection.ts';

const knownServerSchema = savedConnectionSchema.extend({
  /** As last seen in that server's registry. */
  marks: z.object({
    production: z.boolean(),
    readOnly: z.boolean(),
    agentApplies: z.enum(agentAllowances),
  }),
});

/** A server that this device was connected to, without any secret. */
export type KnownServer = z.infer<typeof knownServerSchema>;

const fileSchema = z.object({ format: z.literal(1), servers: z.array(knownServerSchema) });
const fileName = 'servers.json';

/** The servers known on this device, in the order in which they were met. */
export interface KnownServers {
  readonly list: () => readonly KnownServer[];
  readonly find: (couchdbUuid: string) => KnownServer | null;
  /** Adds a server or replaces what is known of it; true where that says something new. */
  readonly note: (server: KnownServer) => Promise<boolean>;
  readonly forget: (couchdbUuid: string) => Promise<void>;
}

/** Reads `servers.json`. A damaged one is an error, since it may say that a server is read-only. */
export async function openKnownServers(directory: string): Promise<KnownServers> {
  const path = join(directory, fileName);
  let servers: readonly KnownServer[] = parse(await readIfPresent(path), path);
  let writing: Promise<void> = Promise.resolve();

  /** What is in memory counts at once; the file follows, one write after the other. */
  function replace(next: readonly KnownServer[]): Promise<void> {
    servers = next;
    const write = () => writeDurably(path, `${JSON.stringify({ format: 1, servers }, null, 2)}\n`);
    writing = writing.then(write, write);
    return writing;
  }

  return {
    list: () => servers,
    find: (couchdbUuid) => servers.find((known) => known.couchdbUuid === couchdbUuid) ?? null,
    note: async (server) => {
      const at = servers.findIndex(({ couchdbUuid }) => couchdbUuid === server.couchdbUuid);
      const before = servers[at];
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(server)) return false;
      await replace(before === undefined ? [...servers, server] : servers.with(at, server));
      return true;
    },
    forget: async (couchdbUuid) => {
      await replace(servers.filter((known) => known.couchdbUuid !== couchdbUuid));
    },
  };
}

function parse(text: string | null, path: string): readonly KnownServer[] {
  if (text === null) return [];
  try {
    return fileSchema.parse(JSON.parse(text)).servers;
  } catch (cause) {
    throw new ConsoleError('storage-failed', 'The file servers.json is damaged.', {
      remedy: 'Remove it; every server is in it again once it was connected to.',
      details: { path },
      cause,
    });
  }
}
