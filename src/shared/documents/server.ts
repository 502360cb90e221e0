import { z } from 'zod';
import { commonFields } from './common.ts';

/** A CouchDB under management. Credentials are never here. */
export const serverSchema = z.looseObject({
  _id: z.string().regex(/^server_[0-9a-f-]{32,36}$/),
  type: z.literal('server'),
  /** The uuid that the server tells at `GET /`. */
  couchdb_uuid: z.string().regex(/^[0-9a-f-]{32,36}$/),
  name: z.string().min(1).max(200),
  url: z.url(),
  practice: z.boolean(),
  ...commonFields,
});

export type Server = z.infer<typeof serverSchema>;

/** Document id of a server. */
export function serverDocumentId(couchdbUuid: string): string {
  return `server_${couchdbUuid}`;
}
