import { getLeaves } from '../../couch/get-leaves.ts';
import type { Requester } from '../../couch/transport.ts';
import { undecided } from '../../shared/conflicts/safest-server.ts';
import {
  safestMarks,
  serverDocumentId,
  serverMarks,
  serverSchema,
  unmarked,
  type Server,
  type ServerMarks,
} from '../../shared/documents/server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { Registry } from '../registry/registry.ts';
import type { KnownServers } from './known-servers.ts';

/** The server's own document in the registry in use, where that is its registry and has it. */
export function localServer(
  registry: Pick<Registry, 'owner' | 'snapshot'>,
  couchdbUuid: string,
): Server | null {
  if (registry.owner() !== couchdbUuid) return null;
  return registry.snapshot().servers.get(serverDocumentId(couchdbUuid)) ?? null;
}

/** What is known on this device: from the server's registry where it is in use, else as last seen. */
export function knownMarks(
  registry: Pick<Registry, 'owner' | 'snapshot'>,
  known: Pick<KnownServers, 'find'>,
  couchdbUuid: string,
): ServerMarks {
  const local = localServer(registry, couchdbUuid);
  return local === null ? (known.find(couchdbUuid)?.marks ?? unmarked) : serverMarks(local);
}

/** The leaves of the server's document as they are on the server itself; broken and deleted ones left out. */
export async function remoteServer(
  transport: Requester,
  couchdbUuid: string,
): Promise<readonly Server[]> {
  const leaves = await getLeaves(transport, registryDatabase, serverDocumentId(couchdbUuid));
  return leaves.flatMap((leaf) => {
    const parsed = serverSchema.safeParse(leaf);
    return parsed.success && leaf['_deleted'] !== true ? [parsed.data] : [];
  });
}

/**
 * The marks that count before anything is written at connecting. The server's own registry decides where it
 * has an opinion, the safest of all leaves; what this device knows counts where it is newer or alone.
 */
export function marksAtConnect(
  remote: readonly Server[],
  local: Server | null,
  last: ServerMarks,
): ServerMarks {
  if (remote.length === 0) return local === null ? last : serverMarks(local);
  const newer =
    local !== null && remote.every(({ updatedAt }) => updatedAt < local.updatedAt) ? [local] : [];
  return safestMarks([...undecided(remote), ...newer].map(serverMarks));
}

export function readOnlyError(name: string): ConsoleError<'server-read-only'> {
  return new ConsoleError(
    'server-read-only',
    `${name} is marked read-only: nothing is written to it.`,
    {
      remedy: 'Take the read-only mark off the server first, then try again.',
    },
  );
}
