import { pullBatches, type PullBatch, type PulledDocument } from './first-pull-batches.ts';
import type { PullCheckpoint } from './first-pull-checkpoint.ts';
import type { PullSource } from './first-pull-source.ts';
import { inOrder } from '../../shared/in-order.ts';
import type { FirstPullOptions, FirstPullResult } from './replication.ts';

/** With fewer documents an ordinary replication is done within two seconds. */
const worthWhile = 2000;
/** Rows of the feed at a time; a megabyte, which is read within 10 ms. */
const pageSize = 4000;
/** Leaves fetched and written at a time: PouchDB's cost of a batch grows with the square of its size. */
const batchSize = 200;
/** Batches asked for at a time, so that the server works while the one before is written. */
const atOnce = 8;
/** How many documents a killed process may have to bring anew. */
const keepEvery = 2000;

/** Where the documents go. */
export interface PullStore {
  /** Writes leaves with their histories; resolves when they are in the database and in the index. */
  readonly bringIn: (documents: readonly PulledDocument[]) => Promise<void>;
  /** Resolves when everything brought in is durable, so that a checkpoint may say so. */
  readonly settle: () => Promise<void>;
}

/**
 * Brings all leaves of all documents that a server has, by the feed without bodies and several requests for
 * bodies and histories side by side, while those before are written. Goes on where it was interrupted.
 */
export async function runFirstPull(parts: {
  readonly source: PullSource;
  readonly checkpoint: PullCheckpoint;
  readonly store: PullStore;
  readonly session: string;
  readonly options: FirstPullOptions;
}): Promise<FirstPullResult | null> {
  const { source, checkpoint, store, session, options } = parts;
  const begun = await checkpoint.begin(session);
  if (begun === null) return null;
  const count = await source.count();
  if (begun.since === '0' && count < worthWhile) return null;

  const { session: own } = begun;
  let received = begun.received;
  let reached = begun.since;
  let kept = received;
  let keeping: Promise<void> = Promise.resolve();
  const tell = () => {
    options.onProgress({ total: Math.max(count, received), received });
  };
  /** Resolves when the checkpoint before is kept; this one is while the next batches are brought in. */
  async function keep(finished: boolean): Promise<void> {
    await store.settle();
    await keeping;
    kept = received;
    keeping = checkpoint.keep({ session: own, since: reached, received }, finished);
    // It is awaited later, or something else has failed.
    keeping.catch(() => undefined);
  }

  tell();
  const batches = readBatches(source, begun.since);
  try {
    for await (const { item, result } of inOrder(batches, atOnce, ({ leaves }) =>
      source.bodies(leaves),
    )) {
      options.signal.throwIfAborted();
      await store.bringIn(result);
      received += item.documents;
      if (item.upTo !== null) reached = item.upTo;
      tell();
      if (received - kept >= keepEvery) await keep(false);
    }
    await keep(true);
  } finally {
    // Whoever closes the database after this finds nobody still writing.
    await Promise.allSettled([keeping]);
  }
  await keeping;
  return { lastSeq: reached, received: received - begun.received };
}

/** The next page of the feed is on its way while the batches of the one before are worked on. */
async function* readBatches(source: PullSource, since: string): AsyncGenerator<PullBatch, void> {
  let next = source.page(since, pageSize);
  for (;;) {
    const { rows, lastSeq } = await next;
    if (rows.length === 0) return;
    next = source.page(lastSeq, pageSize);
    next.catch(() => undefined);
    yield* pullBatches(rows, lastSeq, batchSize);
  }
}
