import type { JwtHandlerWish, Server } from '../documents/server.ts';
import { ConsoleError } from '../errors.ts';
import type { Command } from './command.ts';

/**
 * Says whether CouchDB is to look at tokens on a server: `on`, as soon as a gateway has published a signing
 * key, or `off`. It takes effect with a plan. No difference, no write. Error: `not-found`.
 */
export function setJwtHandler(input: {
  /** `server_…` */
  readonly serverId: string;
  readonly wish: JwtHandlerWish;
}): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const known = snapshot.servers.get(input.serverId);
    if (known === undefined) {
      throw new ConsoleError('not-found', 'The registry does not know this server.', {
        remedy: 'Connect to it and wait until the registry is in agreement, then try again.',
      });
    }
    const before = known.jwtHandler ?? 'on';
    const after = input.wish;
    if (before === after) return { documents: [], audit: [], result: { changed: false } };
    const server: Server = {
      ...known,
      jwtHandler: after,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [server],
      audit: [
        {
          type: 'audit_log',
          tenant_id: null,
          action: 'jwt_handler_set',
          actor: context.actor,
          resource_type: 'server',
          resource_id: known._id,
          outcome: 'ok',
          details: {
            name: known.name,
            before: { jwtHandler: before },
            after: { jwtHandler: after },
          },
          createdAt: context.now,
        },
      ],
      result: { changed: true },
    };
  };
}
