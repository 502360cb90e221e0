import { z } from 'zod';
import type { JsonObject } from '../conflicts/slot.ts';
import { jsonSchema } from '../json.ts';

const fieldsSchema = z.record(z.string(), jsonSchema);

/** A stored document without what belongs to the store, but for its id and attachments. */
export function documentFields(document: Readonly<Record<string, unknown>>): JsonObject {
  return fieldsSchema.parse(
    Object.fromEntries(
      Object.entries(document).filter(
        ([key]) => !key.startsWith('_') || key === '_id' || key === '_attachments',
      ),
    ),
  );
}
