import { z } from 'zod';

/** A revision as replicators name it: `6-3f1c…`. */
export const revisionSchema = z.string().regex(/^[1-9]\d{0,8}-[0-9A-Za-z]{1,64}$/);

/** So many are remembered; who was away for longer sees a conflict of their own edit. */
export const adoptedLimit = 200;
export const endedLimit = 20;

/**
 * What has become of the revisions that replicas made themselves of a document which a gateway shows
 * (`/__users`, `/__tenants`). Such a document has one line of revisions; a replica's own edit becomes a part
 * of it where it was made on the newest one, and otherwise is ended by a deletion on top of it, so that no
 * replica is left with a conflict.
 */
const clientRevisionsSchema = z.object({
  /** By how much the generations are higher than the sum of what contributes to them. */
  raised: z.number().int().min(0).max(1_000_000_000),
  /** Revisions that are part of the line. */
  adopted: z.array(revisionSchema).max(adoptedLimit),
  /** Revisions that were not taken, each the newest of its branch. */
  ended: z.array(revisionSchema).max(endedLimit),
});

export type ClientRevisions = z.infer<typeof clientRevisionsSchema>;

export const noClientRevisions: ClientRevisions = { raised: 0, adopted: [], ended: [] };

/** Of a user, tenant or membership; none where it has none, or nothing readable. */
export function clientRevisionsOf(document: Readonly<Record<string, unknown>>): ClientRevisions {
  const read = clientRevisionsSchema.safeParse(document['client_revisions']);
  return read.success ? read.data : noClientRevisions;
}
