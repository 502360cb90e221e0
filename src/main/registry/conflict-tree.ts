import type PouchDB from 'pouchdb';
import { z } from 'zod';
import type { JsonObject } from '../../shared/conflicts/slot.ts';
import { documentFields } from '../../shared/registry/document-fields.ts';

const missingSchema = z.object({ status: z.literal(404) });
const treeSchema = z.array(
  z.object({
    ok: z
      .looseObject({
        _rev: z.string(),
        _deleted: z.boolean().optional(),
        _revisions: z.object({ start: z.number().int(), ids: z.array(z.string()) }),
      })
      .optional(),
  }),
);

/** One end of a document's revision tree, deleted ones included. */
export interface TreeEnd {
  readonly rev: string;
  /** Its own revision first, then those before it. */
  readonly chain: readonly string[];
  readonly deleted: boolean;
  readonly body: JsonObject;
}

/** All ends of a document's revision tree; empty where there is no such document. */
export async function readTree(db: PouchDB, id: string): Promise<readonly TreeEnd[]> {
  let answer: unknown;
  try {
    answer = await db.get(id, { open_revs: 'all', revs: true });
  } catch (error) {
    if (missingSchema.safeParse(error).success) return [];
    throw error;
  }
  return treeSchema.parse(answer).flatMap(({ ok }) => {
    if (ok === undefined) return [];
    const { start, ids } = ok._revisions;
    return [
      {
        rev: ok._rev,
        chain: ids.map((hash, back) => `${String(start - back)}-${hash}`),
        deleted: ok._deleted === true,
        body: documentFields(ok),
      },
    ];
  });
}
