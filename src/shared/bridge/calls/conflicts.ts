import { z } from 'zod';
import { jsonSchema } from '../../json.ts';
import type { ConflictDetail, ConflictPage, ConflictsResolved } from '../conflict-views.ts';
import { call, page } from './call.ts';

const documentId = z.string().min(1).max(700);
const rev = z.string().max(100);

const filter = { search: z.string().max(500), kind: z.string().max(40).nullable() };

/** Edits of the same document on two sides that met. */
export const conflictsCalls = {
  list: call<ConflictPage>()('tenant.read', z.strictObject({ ...filter, ...page })),
  /** Ids of all that a filter finds, in the order of the list. */
  found: call<readonly string[]>()('tenant.read', z.strictObject(filter)),
  get: call<ConflictDetail>()('tenant.read', z.strictObject({ documentId })),
  /**
   * Decides one conflict. `revs`: the sides that were shown, so that a newer one is not decided unseen
   * (`conflict`). A choice takes the value of a side, or another value; fields without one follow the rules.
   */
  resolve: call<ConflictsResolved>()(
    'tenant.write',
    z.strictObject({
      documentId,
      revs: z.array(rev).min(2).max(100),
      choices: z
        .array(
          z.strictObject({
            path: z.string().max(500),
            take: z.union([z.strictObject({ side: rev }), z.strictObject({ value: jsonSchema })]),
          }),
        )
        .max(500),
    }),
  ),
  /** Decides many alike; what the rules find safer stays so whatever is asked for. */
  resolveMany: call<ConflictsResolved>()(
    'tenant.write',
    z.strictObject({
      documentIds: z.array(documentId).min(1).max(1000),
      take: z.enum(['mine', 'theirs', 'newest', 'winner']),
    }),
  ),
} as const;
