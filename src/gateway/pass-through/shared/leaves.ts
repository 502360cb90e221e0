import { compareRevs } from '../../../shared/conflicts/compare-revs.ts';
import { GatewayError } from '../../errors.ts';
import { isRecord, listOf, own, type JsonObject } from '../json-body.ts';
import { askJson, isOwn, type Scope } from './scope.ts';

/** The newest revision of one branch of a document. */
export interface Leaf {
  readonly rev: string;
  readonly deleted: boolean;
  readonly own: boolean;
  /** Attachments as stubs. */
  readonly document: JsonObject;
}

/** So many documents are asked for at once. */
const batch = 100;

/**
 * Every leaf of documents, deleted ones included, by id; an id that never was has none. Two tenants can be in
 * one document only where they made the same id at the same moment; nobody may write it then.
 */
export async function leavesOf(
  scope: Scope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Leaf[]>> {
  const found = new Map<string, readonly Leaf[]>();
  const wanted = [...new Set(ids)];
  for (let start = 0; start < wanted.length; start += batch) {
    const part = wanted.slice(start, start + batch);
    const { status, body } = await askJson(scope, {
      method: 'POST',
      path: ['_bulk_get'],
      body: { docs: part.map((id) => ({ id })) },
    });
    const results = status === 200 && isRecord(body) ? listOf(body['results']) : null;
    if (results === null) throw new GatewayError('upstream_failed');
    for (const result of results) {
      if (!isRecord(result) || typeof result['id'] !== 'string') continue;
      found.set(result['id'], leavesIn(scope, listOf(result['docs'])));
    }
    // An id without an answer would look as if it were free.
    if (part.some((id) => !found.has(id))) throw new GatewayError('upstream_failed');
  }
  return found;
}

function leavesIn(scope: Scope, docs: readonly unknown[] | null): readonly Leaf[] {
  if (docs === null) throw new GatewayError('upstream_failed');
  return docs.flatMap((entry) => {
    const document = isRecord(entry) ? own(entry, 'ok') : undefined;
    if (!isRecord(document)) {
      const error = isRecord(entry) ? own(entry, 'error') : undefined;
      if (isRecord(error) && error['error'] === 'not_found') return [];
      throw new GatewayError('upstream_failed');
    }
    const rev = own(document, '_rev');
    if (typeof rev !== 'string') throw new GatewayError('upstream_failed');
    return [
      {
        rev,
        deleted: own(document, '_deleted') === true,
        own: isOwn(scope, document),
        document,
      },
    ];
  });
}

/** What the tenant's document is: CouchDB's winner among its own leaves; null: it has none. */
export function ownWinner(leaves: readonly Leaf[]): Leaf | null {
  const mine = leaves.filter((leaf) => leaf.own);
  const live = mine.filter(({ deleted }) => !deleted);
  const [first] = (live.length > 0 ? live : mine).toSorted((a, b) => compareRevs(a.rev, b.rev));
  return first ?? null;
}

/** Whether somebody else has a leaf of it, so that the tenant may not write it. */
export function isForeign(leaves: readonly Leaf[]): boolean {
  return leaves.some((leaf) => !leaf.own);
}
