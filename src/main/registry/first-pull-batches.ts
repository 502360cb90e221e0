/** One document of the server's feed with the revisions of all its leaves. */
export interface FeedRow {
  readonly id: string;
  readonly revs: readonly string[];
  /** Null where the server was asked to leave it out. */
  readonly seq: string | null;
}

/** Leaves that are fetched and written together. */
export interface PullBatch {
  readonly leaves: readonly { readonly id: string; readonly rev: string }[];
  /** Number of documents that the leaves are of. */
  readonly documents: number;
  /** The last known sequence of the server up to which everything is in this batch and those before it. */
  readonly upTo: string | null;
}

/**
 * Cuts rows into batches of at most so many leaves, in their order. The leaves of one document stay
 * together, so that whoever writes a batch knows of each document whether it is in conflict.
 * @param end the sequence that the rows come up to
 */
export function pullBatches(
  rows: readonly FeedRow[],
  end: string,
  size: number,
): readonly PullBatch[] {
  const groups: FeedRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const last = groups.at(-1);
    if (last === undefined || row.revs.length > room) {
      groups.push([row]);
      room = size - row.revs.length;
    } else {
      last.push(row);
      room -= row.revs.length;
    }
  }
  return groups.map((group, at) => ({
    leaves: group.flatMap(({ id, revs }) => revs.map((rev) => ({ id, rev }))),
    documents: group.length,
    upTo: at === groups.length - 1 ? end : (group.findLast(({ seq }) => seq !== null)?.seq ?? null),
  }));
}

/** A leaf with its history, as replication writes it. */
export interface PulledDocument {
  readonly _id: string;
  readonly _rev: string;
  readonly _deleted?: boolean | undefined;
  readonly _attachments?: unknown;
  readonly _revisions: { readonly start: number; readonly ids: readonly string[] };
  readonly [field: string]: unknown;
}

/** True where a server's answer is a document with its history; what else is in it is anybody's. */
export function isPulledDocument(value: unknown): value is PulledDocument {
  return (
    isObject(value) &&
    typeof value['_id'] === 'string' &&
    typeof value['_rev'] === 'string' &&
    (value['_deleted'] === undefined || typeof value['_deleted'] === 'boolean') &&
    isHistory(value['_revisions'])
  );
}

function isHistory(value: unknown): boolean {
  if (!isObject(value) || !Number.isSafeInteger(value['start'])) return false;
  const ids = value['ids'];
  return Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * Tells the documents that are simple from those in conflict or with attachments. Of a simple one that is
 * not here yet, the only leaf is the winner, so the index need not ask the database for it.
 */
export function splitSimple(
  documents: readonly PulledDocument[],
  isHere: (id: string) => boolean,
): { readonly simple: readonly PulledDocument[]; readonly others: readonly PulledDocument[] } {
  const leaves = new Map<string, number>();
  for (const { _id } of documents) leaves.set(_id, (leaves.get(_id) ?? 0) + 1);
  const simple: PulledDocument[] = [];
  const others: PulledDocument[] = [];
  for (const document of documents) {
    const alone = leaves.get(document._id) === 1 && document._attachments === undefined;
    (alone && !isHere(document._id) ? simple : others).push(document);
  }
  return { simple, others };
}
