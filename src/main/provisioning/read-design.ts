import { z } from 'zod';
import type { CouchDocument } from '../../couch/get-document.ts';
import type { ObservedDesign } from '../../shared/planning/server-state.ts';

const designSchema = z.object({
  validate_doc_update: z.string().nullable().catch(null),
  mycouch: z.object({ version: z.number().int().nullable().catch(null) }).catch({ version: null }),
});

/** What counts of a design document: its guard and our version in it. A foreign shape reads as neither. */
export function readDesign(document: CouchDocument): ObservedDesign {
  const { validate_doc_update, mycouch } = designSchema.parse(document);
  return {
    id: document._id,
    rev: document._rev,
    validateDocUpdate: validate_doc_update,
    version: mycouch.version,
  };
}
