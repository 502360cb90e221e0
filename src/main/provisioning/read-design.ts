import { z } from 'zod';
import type { CouchDocument } from '../../couch/get-document.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { designDigest, indexDigest } from '../../shared/planning/digest.ts';
import type { ObservedDesign, ObservedIndex } from '../../shared/planning/server-state.ts';

const bodySchema = z.record(z.string(), jsonSchema);
const versionSchema = z.object({ mycouch: z.object({ version: z.number().int() }) });
const fieldSchema = z.union([z.string(), z.record(z.string(), z.enum(['asc', 'desc']))]);

/** A Mango index inside its design document: the way it was asked for stands in `options.def`. */
const indexesSchema = z.object({
  language: z.literal('query'),
  views: z.record(
    z.string(),
    z.object({
      options: z.object({
        def: z.object({
          fields: z.array(fieldSchema),
          partial_filter_selector: z.record(z.string(), jsonSchema).optional(),
        }),
      }),
    }),
  ),
});

/** What counts of a design document: our version in it, and whether the rest is still the same. */
export function readDesign(document: CouchDocument): ObservedDesign {
  const version = versionSchema.safeParse(document);
  return {
    id: document._id,
    rev: document._rev,
    version: version.success ? version.data.mycouch.version : null,
    digest: designDigest(bodyOf(document)),
  };
}

/** The Mango indexes in a design document; null where it is of another kind. */
export function readIndexes(document: CouchDocument): readonly ObservedIndex[] | null {
  const parsed = indexesSchema.safeParse(document);
  if (!parsed.success) return null;
  return Object.entries(parsed.data.views).map(([name, { options }]) => ({
    name,
    design: document._id,
    digest: indexDigest({
      fields: options.def.fields,
      partialFilter: options.def.partial_filter_selector ?? null,
    }),
  }));
}

function bodyOf({ _id, _rev, ...body }: CouchDocument): Readonly<Record<string, Json>> {
  return bodySchema.parse(body);
}
