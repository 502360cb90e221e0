import { getConfigSection } from '../../couch/config-section.ts';
import { clusterNodes } from '../../couch/get-membership.ts';
import { getSession } from '../../couch/get-session.ts';
import type { Requester } from '../../couch/transport.ts';
import type { ObservedNode } from '../../shared/planning/server-state.ts';
import { isPublicKey } from '../../shared/planning/signing-keys.ts';
import { concernsAll } from './run.ts';

/**
 * What every node's configuration says of tokens. One that answers with an error is null: that it has no keys
 * is not known. Secrets that the section may hold beside public keys are dropped at once.
 */
export async function readNodes(
  transport: Requester,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ObservedNode | null>> {
  const read = nodes.map(async (node) => [node, await readNode(transport, node, signal)] as const);
  return new Map(await Promise.all(read));
}

/** The same of every node of the cluster, and whether the one that answers looks at tokens. */
export async function readTokenSettings(
  transport: Requester,
  signal: AbortSignal,
): Promise<{ readonly nodes: ReadonlyMap<string, ObservedNode | null>; readonly jwt: boolean }> {
  const names = await clusterNodes(transport, { signal });
  const [nodes, { handlers }] = await Promise.all([
    readNodes(transport, names, signal),
    getSession(transport, { signal }),
  ]);
  return { nodes, jwt: handlers.includes('jwt') };
}

async function readNode(
  transport: Requester,
  node: string,
  signal: AbortSignal,
): Promise<ObservedNode | null> {
  try {
    const [keys, chttpd] = await Promise.all([
      getConfigSection(transport, node, 'jwt_keys', { signal }),
      getConfigSection(transport, node, 'chttpd', { signal }),
    ]);
    return {
      keys: new Map([...keys].map(([name, value]) => [name, isPublicKey(value) ? value : null])),
      handlers: chttpd.get('authentication_handlers') ?? null,
    };
  } catch (error) {
    if (concernsAll(error)) throw error;
    return null;
  }
}
