import { z } from 'zod';
import type { Requester } from '../../couch/transport.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { LocalDocuments } from './gateway-registry.ts';

const storedSchema = z.record(z.string(), z.unknown());
const writtenSchema = z.object({ rev: z.string() });

/** `_local/…` of the registry's database, which every gateway of the same CouchDB sees. */
export function localDocuments(transport: Requester): LocalDocuments {
  return {
    read: async (id) => {
      const { status, body } = await transport.request({
        method: 'GET',
        path: [registryDatabase, '_local', id],
        accept: [404],
      });
      return status === 404 ? null : storedSchema.parse(body);
    },
    write: async (id, body) => {
      const answer = await transport.request({
        method: 'PUT',
        path: [registryDatabase, '_local', id],
        body: { ...body },
        accept: [409],
      });
      return answer.status === 409 ? null : writtenSchema.parse(answer.body).rev;
    },
  };
}
