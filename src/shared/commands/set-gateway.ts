import type { Server } from '../documents/server.ts';
import { ConsoleError } from '../errors.ts';
import { serviceAddressProblem } from '../people/service-address.ts';
import type { Command } from './command.ts';

/**
 * Says at which address people reach the gateway of a server; null: none is known. No difference, no write.
 * Errors: `not-found`, `address-invalid`.
 */
export function setGateway(input: {
  /** `server_…` */
  readonly serverId: string;
  readonly url: string | null;
}): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const known = snapshot.servers.get(input.serverId);
    if (known === undefined) {
      throw new ConsoleError('not-found', 'The registry does not know this server.', {
        remedy: 'Connect to it and wait until the registry is in agreement, then try again.',
      });
    }
    const wanted = input.url?.trim().replace(/\/+$/u, '') ?? '';
    const url = wanted === '' ? null : wanted;
    const problem = url === null ? null : serviceAddressProblem(url);
    if (problem !== null) {
      throw new ConsoleError(
        'address-invalid',
        `The gateway’s address cannot be used. ${problem}`,
        {
          remedy: 'Enter one such as https://gateway.example.org.',
        },
      );
    }
    const before = known.gatewayUrl ?? null;
    if (before === url) return { documents: [], audit: [], result: { changed: false } };
    const server: Server = {
      ...known,
      gatewayUrl: url,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [server],
      audit: [
        {
          type: 'audit_log',
          tenant_id: null,
          action: 'gateway_set',
          actor: context.actor,
          resource_type: 'server',
          resource_id: known._id,
          outcome: 'ok',
          details: { name: known.name, before: { url: before }, after: { url } },
          createdAt: context.now,
        },
      ],
      result: { changed: true },
    };
  };
}
