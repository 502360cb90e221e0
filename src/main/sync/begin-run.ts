import type { MyCouchError } from '../../shared/errors.ts';
import type { FirstSync } from '../../shared/sync-status.ts';
import type { Replication, ReplicationProgress } from '../registry/replication.ts';
import type { Mark, Past } from './mark.ts';
import type { Marks } from './marks.ts';
import { createReach, type Reach } from './reach.ts';
import { rememberRefusal } from './remember-refusal.ts';
import { remoteState } from './remote-changes.ts';
import type { SyncOptions } from './sync.ts';

/** One replication from its start to its end. */
export interface Run {
  readonly replication: Replication;
  /** Why the server last refused something of it. */
  readonly refusal: () => MyCouchError | null;
  readonly reach: Reach;
  /** Documents that the first pull brought. */
  readonly received: number;
}

export interface BeginOptions extends Pick<
  SyncOptions,
  'store' | 'transport' | 'database' | 'verify'
> {
  readonly marks: Marks;
  readonly signal: AbortSignal;
  /** The two sides' past is not what is remembered; both are compared from the beginning. */
  readonly onBroken: (why: Extract<Past, { kind: 'broken' }>['why']) => void;
  readonly onFirstSync: (progress: FirstSync | null) => void;
  readonly onProgress: (progress: ReplicationProgress) => void;
}

/**
 * Begins where the last mark was made that still holds on both sides, or at the very beginning. PouchDB's
 * own checkpoints are not relied upon: where a server was put back to the state it had in the midst of a
 * session, they would pass over what it lacks.
 */
export async function beginRun(options: BeginOptions): Promise<Run> {
  const { store, transport, database, marks, signal } = options;
  await options.verify(signal);
  const remote = await remoteState(transport, database, signal);
  const mark = await holdingMark(options, remote.instance);
  const { fetch, refusal } = rememberRefusal(transport.fetch);
  const target = { url: `${transport.url}/${encodeURIComponent(database)}`, fetch };
  let received = 0;
  let pulledSeq = mark.pulledSeq === '0' ? null : mark.pulledSeq;
  if (pulledSeq === null && store.firstPull !== undefined) {
    const first = await store
      .firstPull(target, { signal, onProgress: options.onFirstSync })
      .finally(() => {
        options.onFirstSync(null);
      });
    if (first !== null) {
      pulledSeq = first.lastSeq;
      received = first.received;
      await marks.make({ ...mark, pulledSeq }, signal);
    }
  }
  signal.throwIfAborted();
  const localSeq = store.seq();
  const pushedSeq = mark.pushedSeq === 0 ? null : mark.pushedSeq;
  return {
    replication: store.replicate(target, {
      live: true,
      from: { push: pushedSeq ?? 0, pull: pulledSeq ?? 0 },
      onProgress: options.onProgress,
    }),
    refusal,
    reach: createReach({ pushedSeq, pulledSeq, localSeq, remoteSeq: remote.seq }),
    received,
  };
}

type Reached = Omit<Mark, 'count' | 'nonce'>;

/** What both sides still agree on; from here on there is a mark, so that no change of the past goes unseen. */
async function holdingMark(options: BeginOptions, instance: string): Promise<Reached> {
  const { marks, signal } = options;
  const past = await marks.look(() => Promise.resolve(instance), signal);
  if (past.kind === 'continued') {
    const { pushedSeq, pulledSeq, agreement } = past.mark;
    return { pushedSeq, pulledSeq, agreement, instance };
  }
  if (past.kind === 'broken') {
    options.onBroken(past.why);
    await marks.forget();
  }
  const nothing: Reached = { pushedSeq: 0, pulledSeq: '0', agreement: null, instance };
  await marks.make(nothing, signal);
  return nothing;
}
