import { watchDocuments, type ChangedDocument } from '../../couch/changed-documents.ts';
import { backOffDelay, pause } from '../../couch/back-off.ts';
import type { Transport } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';
import { reportError } from '../../shared/errors.ts';
import { registryDatabase } from '../../shared/naming.ts';
import { changesOf, databaseMark, hasRow, type DatabaseMark } from './database-identity.ts';
import { deletedState, isHeld } from './document-state.ts';
import { createGatewayMemory, type GatewayMemory } from './gateway-memory.ts';
import type { Freshness, GatewayChange } from './gateway-registry.ts';
import { lastRow, loadChanges, readRows, stateOfRow, type LastRow } from './load.ts';
import { createReadOrder } from './read-order.ts';

/** Milliseconds. */
export interface FollowTimes {
  /** Between signs of life of the feed; after three without one its connection counts as dead. */
  readonly heartbeat: number;
  /** Between looks at the database itself: whether it is the same one, and we are still let in. */
  readonly look: number;
  /** Between attempts: the first, and the longest. */
  readonly firstWait: number;
  readonly longestWait: number;
}

export const defaultFollowTimes: FollowTimes = {
  heartbeat: 2000,
  look: 10_000,
  firstWait: 250,
  longestWait: 5000,
};

export interface Follower {
  readonly memory: () => GatewayMemory;
  readonly freshness: () => Freshness;
  readonly onChange: (listener: (change: GatewayChange) => void) => () => void;
  /** Reads documents anew. */
  readonly reread: (ids: readonly string[]) => Promise<void>;
  /** Says that a document was written here, so that a reading under way does not bring it back. */
  readonly wrote: (id: string) => void;
  /** Tells the listeners of changes that did not come by the feed. */
  readonly tell: (change: GatewayChange) => void;
  readonly ready: () => Promise<void>;
  /** Called each time the feed is open and caught up. */
  readonly onCurrent: (listener: () => void) => void;
  readonly close: () => Promise<void>;
}

type ChangeOfDocument = GatewayChange['documents'][number];

/** Keeps a memory in step with the server's registry, for as long as it takes. */
export function followRegistry(options: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly times: FollowTimes;
  readonly onProblem: (error: unknown) => void;
}): Follower {
  const { transport, clock, times } = options;
  const closing = new AbortController();
  const listeners = new Set<(change: GatewayChange) => void>();
  const currentListeners = new Set<() => void>();
  let memory = createGatewayMemory();
  let mark: DatabaseMark | null = null;
  let last: LastRow | null = null;
  let freshness: Freshness = { state: 'loading', asOf: null, sequence: null, problem: null };
  const order = createReadOrder();
  let settleReady: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const ready = new Promise<void>((resolve, reject) => {
    settleReady = { resolve, reject };
  });
  ready.catch(() => undefined);

  function tell(change: GatewayChange): void {
    if (!change.everything && change.documents.length === 0) return;
    for (const listener of listeners) listener(change);
  }

  function become(changed: Partial<Freshness>): void {
    freshness = { ...freshness, ...changed };
  }

  /** Looks whether the memory goes on from this database; else it is read whole, aside, and then taken. */
  async function catchUp(signal: AbortSignal): Promise<void> {
    const found = await databaseMark(transport, { signal });
    const sequence = mark === null ? null : freshness.sequence;
    if (sequence !== null && (await isSame(found, signal))) await loadSince(sequence, signal);
    else await loadWhole(found, signal);
  }

  async function loadSince(since: string, signal: AbortSignal): Promise<void> {
    const documents: ChangeOfDocument[] = [];
    const reading = order.begin();
    let again: readonly string[] = [];
    try {
      const loaded = await loadChanges(transport, memory, {
        since,
        last,
        now: clock.now,
        signal,
        mayTake: (id) => {
          const may = reading.mayTake(id);
          if (!may) again = [...again, id];
          return may;
        },
        onChange: (change) => {
          if (change !== null) documents.push(change);
        },
      });
      await reread(again);
      last = loaded.last;
      become({ asOf: loaded.asOf, sequence: loaded.sequence });
    } finally {
      reading.end();
      tell({ documents, everything: false });
    }
  }

  async function loadWhole(found: DatabaseMark, signal: AbortSignal): Promise<void> {
    const fresh = createGatewayMemory();
    const reading = order.begin();
    try {
      const loaded = await loadChanges(transport, fresh, {
        since: '0',
        last: null,
        now: clock.now,
        signal,
        mayTake: () => true,
        onChange: () => undefined,
      });
      fresh.keepRevocationsOf(memory);
      memory = fresh;
      // Written here meanwhile, so the memory before had it and this one may not.
      await reread(reading.overtaken());
      last = loaded.last;
      mark = found;
      become({ asOf: loaded.asOf, sequence: loaded.sequence });
    } finally {
      reading.end();
    }
    tell({ documents: [], everything: true });
  }

  async function isSame(found: DatabaseMark, signal: AbortSignal): Promise<boolean> {
    if (found.identity !== mark?.identity) return false;
    if (found.changes < changesOf(freshness.sequence ?? '')) return false;
    return last === null || hasRow(transport, last, { signal });
  }

  async function take(rows: readonly ChangedDocument[], signal: AbortSignal): Promise<void> {
    const held = rows.filter(({ id }) => isHeld(id));
    const documents: ChangeOfDocument[] = [];
    const now = clock.now().toISOString();
    // A revocation says all by its id, so that it counts before its body was read.
    for (const { id, changes } of held) {
      const revoked = deletedState(id, changes[0]?.rev ?? '', now);
      if (revoked === null || memory.entries().has(id)) continue;
      const change = memory.set(id, revoked);
      if (change !== null) documents.push(change);
    }
    if (documents.length > 0) tell({ documents, everything: false });
    await readAndTake(held, signal);
    const newest = rows.at(-1);
    if (newest === undefined) return;
    last = lastRow(newest);
    if (newest.seq !== null) become({ sequence: newest.seq });
  }

  /** Reads documents until nothing newer has come meanwhile, and takes them in. */
  async function readAndTake(rows: readonly ChangedDocument[], signal: AbortSignal): Promise<void> {
    let left = rows;
    while (left.length > 0) {
      const target = memory;
      const reading = order.begin();
      try {
        const leaves = await readRows(transport, left, signal);
        const now = clock.now().toISOString();
        const again = target === memory ? left.filter(({ id }) => !reading.mayTake(id)) : left;
        const documents = left.flatMap((row) =>
          again.includes(row) ? [] : (memory.set(row.id, stateOfRow(row, leaves, now)) ?? []),
        );
        tell({ documents, everything: false });
        left = again;
      } finally {
        reading.end();
      }
    }
  }

  async function reread(ids: readonly string[]): Promise<void> {
    const rows = [...new Set(ids)].filter(isHeld);
    await readAndTake(
      rows.map((id) => ({ id, seq: null, changes: [{ rev: '' }] })),
      closing.signal,
    );
  }

  /** One connection, from looking at the database until the feed ends. */
  async function connection(
    signal: AbortSignal,
    { alive, busy }: { readonly alive: () => void; readonly busy: () => void },
  ): Promise<void> {
    await catchUp(signal);
    const since = freshness.sequence ?? '0';
    const feed = watchDocuments(transport, registryDatabase, {
      since,
      heartbeat: times.heartbeat,
      signal,
    });
    alive();
    become({ state: 'current', problem: null });
    settleReady?.resolve();
    for (const listener of currentListeners) listener();
    for await (const rows of feed) {
      busy();
      if (rows.length === 0) become({ asOf: clock.now() });
      else await take(rows, signal);
      alive();
    }
  }

  /** Ends a connection whose feed is silent, whose database is another one, or that is let in no more. */
  async function watched(onOpen: () => void): Promise<void> {
    const ending = new AbortController();
    const signal = AbortSignal.any([closing.signal, ending.signal]);
    let cancelSilence = (): void => undefined;
    let cancelLook = (): void => undefined;
    const ended: { why: Error | null } = { why: null };
    let opened = false;
    function end(why: unknown): void {
      ended.why ??= why instanceof Error ? why : new Error('The connection was ended.');
      ending.abort();
    }
    function alive(): void {
      cancelSilence();
      if (!opened) {
        opened = true;
        onOpen();
        cancelLook = clock.timer(times.look, look);
      }
      cancelSilence = clock.timer(times.heartbeat * 3, () => {
        end(new Error('The feed was silent.'));
      });
    }
    function look(): void {
      const known = changesOf(freshness.sequence ?? '');
      const askedAt = clock.now();
      databaseMark(transport, { signal, timeout: times.heartbeat * 3 }).then(
        (found) => {
          if (found.identity !== mark?.identity || found.changes < known) {
            end(new Error('The database is another one.'));
            return;
          }
          if (changesOf(freshness.sequence ?? '') >= found.changes) become({ asOf: askedAt });
          if (!signal.aborted) cancelLook = clock.timer(times.look, look);
        },
        (error: unknown) => {
          end(error);
        },
      );
    }
    try {
      await connection(signal, {
        alive,
        busy: () => {
          cancelSilence();
        },
      });
    } catch (error) {
      throw ended.why ?? error;
    } finally {
      cancelSilence();
      cancelLook();
      ending.abort();
    }
    if (ended.why !== null) throw ended.why;
  }

  function isClosed(): boolean {
    return closing.signal.aborted;
  }

  async function run(): Promise<void> {
    let failures = 0;
    const waits = { repeats: 0, first: times.firstWait, longest: times.longestWait };
    while (!isClosed()) {
      try {
        await watched(() => {
          failures = 0;
        });
        // The server ended the feed: the database is gone, or the server is about to be.
        become({ state: 'behind' });
      } catch (error) {
        if (isClosed()) break;
        const { code } = reportError(error);
        become({ state: freshness.asOf === null ? 'loading' : 'behind', problem: code });
        options.onProblem(error);
      }
      await pause(clock, backOffDelay(waits, failures, null, options.random), closing.signal);
      failures = Math.min(failures + 1, 20);
    }
    settleReady?.reject(new Error('The registry was closed.'));
  }

  const running = run();

  return {
    memory: () => memory,
    freshness: () => freshness,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reread,
    wrote: order.wrote,
    tell,
    ready: () => ready,
    onCurrent: (listener) => {
      currentListeners.add(listener);
    },
    close: async () => {
      closing.abort();
      await running;
    },
  };
}
