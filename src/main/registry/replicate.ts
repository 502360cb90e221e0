import PouchDB from 'pouchdb';
import { z } from 'zod';
import { leaseDocumentId } from '../../shared/documents/lease.ts';
import type {
  Replication,
  ReplicationProgress,
  ReplicationStart,
  ReplicationTarget,
} from './replication.ts';

/** Larger than PouchDB's default: nearly twice as fast, without a noticeable pause of the event loop. */
const batchSize = 1000;

const progressSchema = z.object({
  docs_written: z.number(),
  last_seq: z.union([z.string(), z.number()]),
});
const broughtSchema = z.object({ docs: z.array(z.object({ _id: z.string() })).min(1) });
/** Leaf by leaf the document or why there is none, as PouchDB reads them. */
const documentsSchema = z.object({
  results: z.array(z.object({ docs: z.array(z.record(z.string(), z.unknown())) })),
});
const checkpointSchema = z.object({ checkpoint: z.union([z.string(), z.number()]) });

export interface ReplicationOptions {
  readonly live: boolean;
  /** Where to begin instead of at the checkpoint. */
  readonly from?: ReplicationStart;
  readonly onProgress: (progress: ReplicationProgress) => void;
}

/** A replication that its database can end for a reason of its own. */
export interface InterruptibleReplication extends Replication {
  /** Ends both directions; `ended` then rejects with the cause. */
  readonly interrupt: (cause: Error) => void;
}

/**
 * Replicates with a server both ways, without retries: whoever called decides when to try again.
 * Design documents are never sent; they belong to the server's administrator. Nor is the lease, which is
 * written on the server itself.
 */
export function openReplication(
  local: PouchDB,
  target: ReplicationTarget,
  options: ReplicationOptions,
): InterruptibleReplication {
  const ending = new AbortController();
  const fetch: typeof globalThis.fetch = (input, init) =>
    target.fetch(input, { ...init, signal: eitherSignal(init, ending) });
  const remote = new PouchDB(target.url, { skip_setup: true, fetch });
  keepInfoQuiet(remote);
  askTogether(remote, target.url, fetch);
  const common = { live: options.live, retry: false as const, batch_size: batchSize };
  const push = direction(
    'push',
    PouchDB.replicate(local, remote, { ...common, ...since(options.from?.push), filter: isSent }),
    options.onProgress,
  );
  const pull = direction(
    'pull',
    PouchDB.replicate(remote, local, { ...common, ...since(options.from?.pull) }),
    options.onProgress,
  );

  function cancel(): void {
    push.cancel();
    pull.cancel();
    // What is under way is given up too: a request to a dead server could hang for long.
    ending.abort();
  }

  let interruption: Error | null = null;
  const settled = Promise.allSettled([push.ended, pull.ended]).then(() => remote.close());
  // One side failing ends the other: half a replication would look like a whole one.
  const ended = Promise.all([push.ended, pull.ended]).then(
    async () => {
      await settled;
      if (interruption !== null) throw interruption;
    },
    async (error: unknown) => {
      cancel();
      await settled;
      throw interruption ?? error;
    },
  );
  // Whoever only calls `stop` need not listen to `ended`.
  ended.catch(() => undefined);
  return {
    ended,
    interrupt: (cause) => {
      interruption = cause;
      cancel();
    },
    stop: async () => {
      cancel();
      await settled;
    },
  };
}

/** PouchDB sets both checkpoints back to it before it begins. */
function since(from: string | number | undefined): { readonly since?: string | number } {
  return from === undefined ? {} : { since: from };
}

/**
 * PouchDB asks for the source's info after each batch, for its own statistics, and lets nobody catch a
 * failure. The first question, which replication needs, still fails; a later one answers what was last known.
 */
function keepInfoQuiet(remote: PouchDB): void {
  const ask = remote.info.bind(remote);
  let known: unknown = null;
  remote.info = async () => {
    try {
      known = await ask();
    } catch (error) {
      if (known === null) throw error;
    }
    return known;
  };
}

/**
 * PouchDB takes a `_bulk_get` that failed once for a server that has none, and from then on asks for each
 * document alone, fifty at a time, for as long as the process lives. Every server that the console speaks
 * with has it, so here a failure is a failure.
 */
function askTogether(remote: PouchDB, url: string, fetch: typeof globalThis.fetch): void {
  remote.bulkGet = async ({ docs }) => {
    const answer = await fetch(`${url}/_bulk_get?revs=true&latest=true`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ docs }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The server answered _bulk_get with ${String(answer.status)}.`);
    return documentsSchema.parse(JSON.parse(text));
  };
}

function eitherSignal(init: RequestInit | undefined, ending: AbortController): AbortSignal {
  const own = init?.signal ?? null;
  return own === null ? ending.signal : AbortSignal.any([own, ending.signal]);
}

/** Whether a document is sent to the server. */
export function goesOut(id: string): boolean {
  return !id.startsWith('_design/') && id !== leaseDocumentId;
}

/** The text of the filter is part of the checkpoint's name, so it must not change from build to build. */
const isSent = Object.assign(
  (document: Readonly<Record<string, unknown>>): boolean => {
    const id = document['_id'];
    return typeof id !== 'string' || goesOut(id);
  },
  { toString: () => 'no-design-documents' },
);

function broughtOnlyLease(value: unknown): boolean {
  const parsed = broughtSchema.safeParse(value);
  return parsed.success && parsed.data.docs.every(({ _id }) => _id === leaseDocumentId);
}

interface Direction {
  readonly ended: Promise<void>;
  readonly cancel: () => void;
}

function direction(
  name: 'push' | 'pull',
  replicator: ReturnType<typeof PouchDB.replicate>,
  onProgress: (progress: ReplicationProgress) => void,
): Direction {
  let written = 0;
  let lastSeq: string | number = 0;
  let cancelled = false;
  function tell(
    kind: ReplicationProgress['kind'],
    more: { readonly error?: unknown; readonly onlyLease?: boolean } = {},
  ): void {
    const { error = null, onlyLease = false } = more;
    onProgress({ direction: name, kind, written, lastSeq, error, onlyLease });
  }
  function read(value: unknown): void {
    const parsed = progressSchema.safeParse(value);
    if (!parsed.success) return;
    written = parsed.data.docs_written;
    lastSeq = parsed.data.last_seq;
  }
  void replicator
    .on('active', () => {
      tell('active');
    })
    .on('change', (value) => {
      read(value);
      tell('progress', { onlyLease: broughtOnlyLease(value) });
    })
    .on('checkpoint', (value) => {
      const parsed = checkpointSchema.safeParse(value);
      if (parsed.success) lastSeq = parsed.data.checkpoint;
    })
    .on('denied', (error) => {
      tell('refused', { error });
    })
    .on('paused', (error) => {
      if (error === undefined || error === null) tell('caught-up');
    })
    // One that fails leaves its live feed open, and every later change would be read for it again.
    .on('error', () => {
      replicator.cancel();
    });
  const ended = replicator.then(
    (value) => {
      read(value);
      if (!cancelled) tell('caught-up');
    },
    (error: unknown) => {
      if (cancelled) return;
      tell('stopped', { error });
      throw error;
    },
  );
  return {
    ended,
    cancel: () => {
      cancelled = true;
      replicator.cancel();
    },
  };
}
