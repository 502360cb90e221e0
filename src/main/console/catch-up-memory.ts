import type { CatchUp } from '../../shared/bridge/catch-up-views.ts';
import type { Revisions } from '../../shared/catch-up/sides.ts';
import type { Clock } from '../../shared/clock.ts';
import { type AgreedMemory, readAgreedMemories, writeAgreedMemory } from './catch-up-file.ts';

/** How long changes are gathered before they are written, in milliseconds. */
const gatherTime = 3000;

/** A moment at which both sides held the same, and what this device has written since. */
export interface AgreedMoment {
  readonly at: string;
  /** Made when it is first asked for. */
  readonly agreed: () => Revisions;
  /** By document id, the last revision. */
  readonly own: Map<string, string>;
}

/** What this device keeps of one server. */
export interface ServerMemory {
  /** What a comparison departs from. */
  from: AgreedMoment;
  /** The newest agreement, while the one before is still needed. */
  latest: AgreedMoment | null;
  /** When synchronising was first seen to fail since the newest agreement. */
  offlineSince: string | null;
  current: CatchUp | null;
}

/** The memories of every server of this device, and their files. */
export interface CatchUpMemory {
  readonly of: (couchdbUuid: string) => ServerMemory | null;
  readonly begin: (couchdbUuid: string, moment: AgreedMoment) => void;
  /** It changed: written soon. */
  readonly changed: (couchdbUuid: string) => void;
  /** Writes now whatever waits to be written. Errors: `disk-full`, `storage-failed`. */
  readonly flush: () => Promise<void>;
  /** Writes what waits; nothing is written afterwards. Errors: those of `flush`. */
  readonly close: () => Promise<void>;
}

export async function openCatchUpMemory(options: {
  readonly directory: string;
  readonly clock: Clock;
  readonly onProblem: (error: unknown) => void;
}): Promise<CatchUpMemory> {
  const { directory, clock, onProblem } = options;
  const memories = new Map<string, ServerMemory>();
  for (const [couchdbUuid, kept] of await readAgreedMemories(directory)) {
    memories.set(couchdbUuid, restored(kept));
  }
  const waiting = new Set<string>();
  let cancel: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;

  async function write(): Promise<void> {
    const ids = [...waiting];
    waiting.clear();
    for (const couchdbUuid of ids) {
      const memory = memories.get(couchdbUuid);
      if (memory === undefined) continue;
      try {
        await writeAgreedMemory(directory, couchdbUuid, kept(memory));
      } catch (error) {
        waiting.add(couchdbUuid);
        throw error;
      }
    }
  }

  function flush(): Promise<void> {
    cancel?.();
    cancel = null;
    const written = writing.then(write);
    writing = written.catch(() => undefined);
    return written;
  }

  function changed(couchdbUuid: string): void {
    if (closed) return;
    waiting.add(couchdbUuid);
    cancel ??= clock.timer(gatherTime, () => {
      cancel = null;
      flush().catch(onProblem);
    });
  }

  return {
    of: (couchdbUuid) => memories.get(couchdbUuid) ?? null,
    begin: (couchdbUuid, moment) => {
      memories.set(couchdbUuid, { from: moment, latest: null, offlineSince: null, current: null });
      changed(couchdbUuid);
    },
    changed,
    flush,
    close: () => {
      closed = true;
      return flush();
    },
  };
}

function restored({ at, agreed, own, offlineSince, current }: AgreedMemory): ServerMemory {
  const revisions = new Map(Object.entries(agreed));
  return {
    from: { at, agreed: () => revisions, own: new Map(Object.entries(own)) },
    latest: null,
    offlineSince,
    current,
  };
}

function kept({ from, offlineSince, current }: ServerMemory): AgreedMemory {
  return {
    at: from.at,
    agreed: Object.fromEntries(from.agreed()),
    own: Object.fromEntries(from.own),
    offlineSince,
    current,
  };
}
