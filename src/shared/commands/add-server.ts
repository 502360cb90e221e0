import { serverDocumentId, type Server } from '../documents/server.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Command } from './command.ts';

export interface AddServerInput {
  /** As `GET /` tells it. */
  readonly couchdbUuid: string;
  /** For a server that the registry does not know yet; later it is named by marking it. */
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  readonly practice: boolean;
}

/**
 * Puts a server into the registry, or brings its address up to date. No difference, no write.
 * Errors: `address-invalid` where the address carries credentials or is none.
 */
export function addServer(
  input: AddServerInput,
): Command<{ readonly serverId: string; readonly changed: boolean }> {
  return (snapshot, context) => {
    requirePlainAddress(input.url);
    const serverId = serverDocumentId(input.couchdbUuid);
    const known = snapshot.servers.get(serverId);
    const before = known === undefined ? null : facts(known);
    const after = { name: known?.name ?? input.name, url: input.url, practice: input.practice };
    if (
      before?.name === after.name &&
      before.url === after.url &&
      before.practice === after.practice
    ) {
      return { documents: [], audit: [], result: { serverId, changed: false } };
    }
    const server: Server = {
      createdAt: context.now,
      createdBy: context.actor,
      ...known,
      _id: serverId,
      type: 'server',
      couchdb_uuid: input.couchdbUuid,
      ...after,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [server],
      audit: [
        {
          type: 'audit_log',
          tenant_id: null,
          action: known === undefined ? 'server_added' : 'server_changed',
          actor: context.actor,
          resource_type: 'server',
          resource_id: serverId,
          outcome: 'ok',
          details: { before, after },
          createdAt: context.now,
        },
      ],
      result: { serverId, changed: true },
    };
  };
}

function facts(server: Server) {
  return { name: server.name, url: server.url, practice: server.practice } satisfies Json;
}

function requirePlainAddress(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (
    parsed !== null &&
    (parsed.protocol === 'http:' || parsed.protocol === 'https:') &&
    parsed.username === '' &&
    parsed.password === ''
  ) {
    return;
  }
  throw new ConsoleError(
    'address-invalid',
    'This is no address of a CouchDB without credentials.',
    {
      remedy: 'Give an address such as https://couch.example.org:6984.',
    },
  );
}
