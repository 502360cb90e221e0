import { databaseUpdates } from '../../couch/database-updates.ts';
import { getInfo } from '../../couch/get-info.ts';
import { clusterNodes } from '../../couch/get-membership.ts';
import { getSession } from '../../couch/get-session.ts';
import { newDatabasesPublic } from '../../couch/new-databases-public.ts';
import type { Requester } from '../../couch/transport.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';

type Identity = Pick<ServerState, 'couchdbUuid' | 'capabilities'>;

/**
 * Which server this is and what it can do. Configuration is read on every node of the cluster; one that
 * cannot be asked throws. The practice server has no database feed, and makes no
 * database open.
 */
export async function observeCapabilities(
  transport: Requester,
  signal: AbortSignal,
): Promise<Identity> {
  const [{ uuid, version, practice }, { handlers }] = await Promise.all([
    getInfo(transport, { signal }),
    getSession(transport, { signal }),
  ]);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const nodes = await clusterNodes(transport, { signal });
  const [opens, updates] = practice
    ? [false, null]
    : await Promise.all([
        newDatabasesPublic(transport, nodes, { signal }),
        databaseUpdates(transport, { limit: 1 }, { signal }),
      ]);
  return {
    couchdbUuid: uuid,
    capabilities: {
      version,
      pbkdf2Prf: major > 3 || (major === 3 && minor >= 4),
      newDatabasesPublic: opens,
      practice,
      nodes,
      jwt: handlers.includes('jwt'),
      databaseUpdates: updates !== null,
    },
  };
}
