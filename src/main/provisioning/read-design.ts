import { z } from 'zod';
import type { CouchDocument } from '../../couch/get-document.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { designDigest, indexDigest } from '../../shared/planning/digest.ts';
import type { ObservedDesign, ObservedIndex } from '../../shared/planning/server-state.ts';

const bodySchema = z.record(z.string(), jsonSchema);
const versionSchema = z.object({ mycouch: z.object({ version: z.number().int() }) });
const fieldSchema = z.union([z.string(), z.record(z.string(), z.enum(['asc', 'desc']))]);

const filterSchema = z.record(z.string(), jsonSchema).optional();

/**
 * Mango indexes inside a design document. How one was asked for stands in `options.def`; what it does in
 * `map`, where CouchDB has written plain fields and conditions out.
 */
const indexesSchema = z.object({
  language: z.literal('query'),
  views: z.record(
    z.string(),
    z.object({
      map: z.object({
        fields: z.record(z.string(), z.enum(['asc', 'desc'])),
        partial_filter_selector: filterSchema,
      }),
      options: z.object({
        def: z.object({ fields: z.array(fieldSchema), partial_filter_selector: filterSchema }),
      }),
    }),
  ),
});

/** What counts of a design document: our version in it, and whether the rest is still the same. */
export function readDesign(document: CouchDocument): ObservedDesign {
  // The very same guard stands in every database, and reading it whole costs more than fetching it.
  if (last?.document === document) return last.design;
  const text = JSON.stringify(document);
  const design = last?.text === text ? last.design : read(document, document._rev);
  last = { document, text, design };
  return design;
}

let last: {
  readonly document: CouchDocument;
  readonly text: string;
  readonly design: ObservedDesign;
} | null = null;

function read(document: CouchDocument, rev: string): ObservedDesign {
  const version = versionSchema.safeParse(document);
  return {
    id: document._id,
    rev,
    version: version.success ? version.data.mycouch.version : null,
    digest: designDigest(bodyOf(document)),
  };
}

/** The Mango indexes in a design document; null where it is of another kind. */
export function readIndexes(document: CouchDocument): readonly ObservedIndex[] | null {
  if (document['language'] !== 'query') return null;
  const parsed = indexesSchema.safeParse(document);
  if (!parsed.success) return null;
  return Object.entries(parsed.data.views).map(
    ([
      name,
      {
        map,
        options: { def },
      },
    ]) => {
      const asked = { fields: def.fields, partialFilter: def.partial_filter_selector ?? null };
      const does = {
        fields: Object.entries(map.fields).map(([field, order]) => ({ [field]: order })),
        partialFilter: map.partial_filter_selector ?? null,
      };
      // Somebody may have edited the one and not the other; a filter is compared by whether there is one.
      const agree =
        indexDigest({ ...asked, partialFilter: null }) ===
          indexDigest({ ...does, partialFilter: null }) &&
        isEmpty(asked.partialFilter) === isEmpty(does.partialFilter);
      return { name, design: document._id, digest: indexDigest(agree ? asked : does) };
    },
  );
}

function isEmpty(filter: Readonly<Record<string, Json>> | null): boolean {
  return filter === null || Object.keys(filter).length === 0;
}

function bodyOf(document: CouchDocument): Readonly<Record<string, Json>> {
  const fields = Object.entries(bodySchema.parse(document));
  return Object.fromEntries(fields.filter(([field]) => field !== '_id' && field !== '_rev'));
}
