import type { Json } from '../../shared/json.ts';
import { GatewayError } from '../errors.ts';
import { newest } from './line.ts';
import type { Positions } from './positions.ts';
import { asSent, leavesOf, type Person, type VirtualDocument, type VirtualTable } from './table.ts';

export interface ChangesQuery {
  /** As it was told before; `0` from the beginning, `now` from here on. */
  readonly since: string;
  readonly limit: number;
  readonly includeDocs: boolean;
  /** Every newest revision, and not the winning one alone. */
  readonly allLeaves: boolean;
  readonly descending: boolean;
  /** Ids inside; null: all. */
  readonly ids: ReadonlySet<string> | null;
}

export interface Changes {
  readonly results: readonly Record<string, Json>[];
  readonly last_seq: string;
  readonly pending: number;
}

/** A place in the changes; `after`: within an answer that was cut at its limit. */
interface Since {
  /** Everything up to this change is known; -1: nothing is. */
  readonly from: number;
  /** The answer that was cut tells everything up to this one. */
  readonly upTo: number;
  readonly after: string;
}

/** What changed for somebody, as CouchDB's `_changes` has it. */
export function changesOf(
  table: VirtualTable,
  positions: Positions,
  person: Person,
  query: ChangesQuery,
): Changes {
  // Backwards there is no place to begin at, as with CouchDB.
  const place = readSince(positions, query.descending ? '0' : query.since);
  const whole = `${positions.sequence()}~${positions.series()}~${String(place.upTo)}`;
  const rows = table
    .all(person)
    .filter(
      ({ id }) =>
        id > place.after &&
        (query.ids === null || query.ids.has(id)) &&
        (place.from < 0 || table.changedAt(person, id) > place.from),
    );
  if (query.descending) rows.reverse();
  const page = rows.slice(0, query.limit);
  const cut = page.length < rows.length;
  const sequenceAt = (index: number, id: string): string =>
    !cut && index === page.length - 1
      ? whole
      : `${whole}~${place.from < 0 ? '*' : String(place.from)}~${Buffer.from(id).toString('base64url')}`;
  const results = page.map((document, index) =>
    row(document, sequenceAt(index, document.id), query),
  );
  const last = page.at(-1);
  return {
    results,
    last_seq: !cut
      ? whole
      : last === undefined
        ? query.since || '0'
        : sequenceAt(page.length - 1, last.id),
    pending: rows.length - page.length,
  };
}

/** The sequence that everything up to now has. */
export function sequenceNow(positions: Positions): string {
  return `${positions.sequence()}~${positions.series()}~${String(positions.now())}`;
}

function row(
  document: VirtualDocument,
  seq: string,
  { includeDocs, allLeaves }: ChangesQuery,
): Record<string, Json> {
  const revs = allLeaves ? leavesOf(document) : [newest(document.line)];
  return {
    seq,
    id: document.id,
    changes: revs.map((rev) => ({ rev })),
    ...(document.deleted ? { deleted: true } : {}),
    ...(includeDocs ? { doc: asSent(document, { revs: false }) } : {}),
  };
}

function readSince(positions: Positions, since: string): Since {
  const now = positions.now();
  const everything = { from: -1, upTo: now, after: '' };
  if (since === 'now') return { from: now, upTo: now, after: '' };
  if (since === '' || since === '0') return everything;
  const [sequence = '', series, at, from, after, ...rest] = since.split('~');
  const isOurs = series !== undefined && /^\d{1,15}$/.test(at ?? '') && rest.length === 0;
  if (!/^\d/.test(sequence) || since.length > 9000 || (since.includes('~') && !isOurs)) {
    throw new GatewayError('invalid_request', {
      reason: "Malformed sequence supplied in 'since' parameter.",
    });
  }
  const upTo = Number(at);
  // Of another gateway, or from before the registry was read anew: nobody knows what came after it.
  if (!isOurs || series !== positions.series() || upTo > now) return everything;
  if (from === undefined || after === undefined) return { from: upTo, upTo: now, after: '' };
  return {
    from: from === '*' ? -1 : Number(from),
    upTo,
    after: Buffer.from(after, 'base64url').toString('utf8'),
  };
}
