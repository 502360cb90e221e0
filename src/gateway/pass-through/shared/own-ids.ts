import { GatewayError } from '../../errors.ts';
import { isRecord, listOf, own } from '../json-body.ts';
import { ownSelector } from './find.ts';
import { askJson, isOwn, type Scope } from './scope.ts';

export interface OwnId {
  readonly id: string;
  readonly rev: string;
}

const page = 5_000;

/**
 * Ids of all documents of the tenant's that are there, in the order of `_all_docs`. CouchDB's own list has
 * everybody's; a query has only these, and an index on the tenant's field makes it cost no more than they do.
 */
export async function ownIds(scope: Scope): Promise<readonly OwnId[]> {
  const found: OwnId[] = [];
  let bookmark: string | null = null;
  for (;;) {
    const { status, body } = await askJson(scope, {
      method: 'POST',
      path: ['_find'],
      body: {
        selector: ownSelector(scope, null),
        fields: ['_id', '_rev', scope.shared.tenantField],
        limit: page,
        execution_stats: false,
        ...(bookmark === null ? {} : { bookmark }),
      },
    });
    const docs = isRecord(body) ? listOf(own(body, 'docs')) : null;
    if (status !== 200 || !isRecord(body) || docs === null) {
      throw new GatewayError('upstream_failed');
    }
    for (const doc of docs) {
      const [id, rev] = isOwn(scope, doc) ? [own(doc, '_id'), own(doc, '_rev')] : [];
      if (typeof id === 'string' && typeof rev === 'string') found.push({ id, rev });
    }
    const next = own(body, 'bookmark');
    if (docs.length < page || typeof next !== 'string' || next === 'nil') break;
    bookmark = next;
  }
  return found.sort((a, b) => compareIds(a.id, b.id));
}

/** As CouchDB orders ids: by their bytes in UTF-8, which is by code points and not as JavaScript does it. */
export function compareIds(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Halves of characters beyond the first 65,536 come after everything else. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
