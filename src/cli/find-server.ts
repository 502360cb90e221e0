import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { ServerRow } from '../shared/bridge/server-views.ts';
import { ConsoleError } from '../shared/errors.ts';

/**
 * A known server by its name, its address, its id or its uuid.
 * Errors: `not-found`, and `conflict` where two have the name.
 */
export async function findServer(client: ConsoleClient, wanted: string): Promise<ServerRow> {
  const servers = await client.servers.list();
  const byId = servers.find(
    ({ serverId, couchdbUuid }) => serverId === wanted || couchdbUuid === wanted,
  );
  if (byId !== undefined) return byId;
  const [found, ...others] = servers.filter(({ name, url }) => name === wanted || url === wanted);
  if (found === undefined) {
    throw new ConsoleError('not-found', `This device knows no server ${wanted}.`, {
      remedy: '`mycouch server list` shows those that it knows, and `mycouch server add` adds one.',
    });
  }
  if (others.length > 0) {
    throw new ConsoleError('conflict', `More than one server is called ${wanted}.`, {
      remedy: 'Give the id instead; `mycouch server list` shows it.',
    });
  }
  return found;
}
