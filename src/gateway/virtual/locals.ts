import { hash } from 'node:crypto';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { GatewayError } from '../errors.ts';
import type { LocalDocuments } from '../registry/gateway-registry.ts';
import type { SentDocument } from './writing.ts';

const sizeLimit = 65_536;

/** `_local/…` of one person at one table: checkpoints of their replicas, that nobody else sees. */
export function personalLocals(locals: LocalDocuments, table: string) {
  const place = (userId: string, id: string): string =>
    `mycouch-${hash('sha256', JSON.stringify([table, userId, id]), 'hex')}`;
  return {
    read: async (userId: string, id: string): Promise<Record<string, Json>> => {
      const stored = await locals.read(place(userId, id));
      if (stored === null) throw new GatewayError('not_found');
      return {
        ...Object.fromEntries(
          Object.entries(stored).map(([name, value]) => [name, jsonSchema.parse(value)]),
        ),
        _id: `_local/${id}`,
      };
    },
    write: async (userId: string, id: string, document: SentDocument): Promise<string> => {
      if (JSON.stringify(document).length > sizeLimit) throw new GatewayError('too_large');
      const body = Object.entries(document).filter(
        ([name]) => name === '_rev' || !name.startsWith('_'),
      );
      const rev = await locals.write(place(userId, id), Object.fromEntries(body));
      if (rev === null) throw new GatewayError('conflict');
      return rev;
    },
    /** CouchDB looks at no revision here, and neither is it done here. */
    remove: async (userId: string, id: string): Promise<string> => {
      if ((await locals.read(place(userId, id))) === null) throw new GatewayError('not_found');
      return (await locals.write(place(userId, id), { _deleted: true })) ?? '0-0';
    },
  };
}
