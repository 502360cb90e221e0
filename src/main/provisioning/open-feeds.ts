import { clusterNodes } from '../../couch/get-membership.ts';
import { openFeedsOf } from '../../couch/node-stats.ts';
import { restartNode } from '../../couch/restart-node.ts';
import type { Requester } from '../../couch/transport.ts';
import type { OpenFeeds } from '../../shared/bridge/server-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';

/**
 * The changes feeds that are open on every node, whoever they belong to. A feed checks access when it is
 * opened and never again: one that was open before a tenant was suspended goes on until its node restarts.
 */
export async function countOpenFeeds(transport: Requester): Promise<OpenFeeds> {
  const nodes = await Promise.all(
    (await clusterNodes(transport)).map(async (name) => ({
      name,
      count: await openFeedsOf(transport, name),
    })),
  );
  const told = nodes.flatMap(({ count }) => count ?? []);
  return { count: told.length === 0 ? null : told.reduce((sum, one) => sum + one, 0), nodes };
}

/** Restarts every node, one after the other, so that a cluster goes on answering. */
export async function restartServer(
  transport: Requester,
  clock: Clock,
): Promise<readonly string[]> {
  const nodes = await clusterNodes(transport);
  for (const node of nodes) await restartNode(transport, node, clock);
  return nodes;
}

/** Throws `confirmation-needed` unless the server's name was typed. */
export function requireServerName(name: string, typed: string): void {
  if (typed === name) return;
  throw new ConsoleError(
    'confirmation-needed',
    `Restarting ${name} ends every open connection and asks for the server’s name.`,
    { remedy: `Type ${name} to confirm. Nothing was changed.`, details: { confirm: name } },
  );
}
