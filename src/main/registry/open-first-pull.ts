import { runFirstPull } from './first-pull.ts';
import { pullCheckpoint } from './first-pull-checkpoint.ts';
import { pullSource } from './first-pull-source.ts';
import { pullStore } from './first-pull-store.ts';
import type { Gate } from '../../shared/gate.ts';
import type { Indexer } from './indexer.ts';
import type { LocalDatabase } from './pouch.ts';
import type { FirstPullOptions, FirstPullResult, ReplicationTarget } from './replication.ts';

/** First pulls of one registry, which end when it closes. */
export interface FirstPulls {
  readonly pull: (
    target: ReplicationTarget,
    options: FirstPullOptions,
    into: { readonly db: LocalDatabase; readonly index: Indexer },
  ) => Promise<FirstPullResult | null>;
  /** Resolves when none is under way any more. */
  readonly end: () => Promise<void>;
}

export function openFirstPulls(gate: Gate, uuid: () => string): FirstPulls {
  const ending = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function pull(
    target: ReplicationTarget,
    options: FirstPullOptions,
    { db, index }: { readonly db: LocalDatabase; readonly index: Indexer },
  ): Promise<FirstPullResult | null> {
    // Whatever ends it ends the requests that are still under way.
    const own = new AbortController();
    const signal = AbortSignal.any([options.signal, ending.signal, own.signal]);
    try {
      signal.throwIfAborted();
      const source = pullSource(target, signal);
      return await runFirstPull({
        source,
        checkpoint: pullCheckpoint(db, source, await db.pullId(target, signal)),
        store: pullStore(db, index, gate),
        session: uuid(),
        options: { ...options, signal },
      });
    } finally {
      own.abort();
    }
  }

  return {
    pull: (target, options, into) => {
      const result = pull(target, options, into);
      running.add(result);
      const forget = () => running.delete(result);
      result.then(forget, forget);
      return result;
    },
    end: async () => {
      ending.abort();
      await Promise.allSettled(running);
    },
  };
}
