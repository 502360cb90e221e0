import type { SyncState } from '../sync-status.ts';
import type { Notice, NoticeCause, NoticeSwitches } from './notice.ts';

/** Milliseconds that replication may fail before anybody is told: most failures end by themselves. */
export const syncPatience = 600_000;

/** Something that may need somebody. */
export type Happening =
  | {
      readonly what: 'drift';
      /** Findings that are alarms, by their ids, which are stable while they last. */
      readonly alarms: readonly { readonly id: string; readonly subject: string }[];
    }
  | {
      readonly what: 'applied';
      readonly done: number;
      readonly failed: number;
      readonly skipped: number;
    }
  | { readonly what: 'conflicts'; readonly open: number }
  | { readonly what: 'sync'; readonly state: SyncState; readonly message: string }
  /** Another server's figures come from now on. */
  | { readonly what: 'another-server' }
  /** Time went by. */
  | { readonly what: 'time' }
  /** Somebody turned to the window, or clicked what was shown. */
  | { readonly what: 'looked' };

/** What was known and told so far. */
export interface NoticeMemory {
  /** Ids of the alarms there are; null before the first look at a server. */
  readonly alarms: ReadonlySet<string> | null;
  readonly open: number | null;
  /** Since when replication fails, in milliseconds, and why it did last; null while it does not. */
  readonly failing: { readonly since: number; readonly message: string } | null;
  /** The failure that lasts was told, or seen. */
  readonly failureKnown: boolean;
  /** Causes that were shown and not looked at. */
  readonly pending: ReadonlySet<NoticeCause>;
}

export const firstMemory: NoticeMemory = {
  alarms: null,
  open: null,
  failing: null,
  failureKnown: false,
  pending: new Set(),
};

interface Moment {
  /** Milliseconds. */
  readonly now: number;
  /** The window has the focus: what happens is seen there. */
  readonly focused: boolean;
  readonly switches: NoticeSwitches;
}

interface Decision {
  readonly memory: NoticeMemory;
  readonly show: Notice | null;
  /** When to ask again with `time`, in milliseconds; null: not needed. */
  readonly wakeAt: number | null;
}

/**
 * Whether something is told on the desktop: only what needs somebody, only while the window has not the
 * focus, only where the cause is not switched off, and once a cause until somebody has looked. What was
 * there when the console came to a server is not news, but that anyone may read a database always is.
 */
export function decideNotice(memory: NoticeMemory, happening: Happening, moment: Moment): Decision {
  const { memory: next, candidate } = take(memory, happening, moment.now);
  if (candidate === null) return decision(next, null);
  const known = candidate.cause === 'sync' ? { ...next, failureKnown: true } : next;
  const { focused, switches } = moment;
  const quiet = focused || !switches[candidate.cause] || known.pending.has(candidate.cause);
  if (quiet) return decision(known, null);
  return decision({ ...known, pending: new Set([...known.pending, candidate.cause]) }, candidate);
}

function decision(memory: NoticeMemory, show: Notice | null): Decision {
  const { failing, failureKnown } = memory;
  const wakeAt = failing === null || failureKnown ? null : failing.since + syncPatience;
  return { memory, show, wakeAt };
}

interface Taken {
  readonly memory: NoticeMemory;
  /** What would be told if nobody looked. */
  readonly candidate: Notice | null;
}

function take(memory: NoticeMemory, happening: Happening, now: number): Taken {
  switch (happening.what) {
    case 'drift': {
      const known = memory.alarms;
      const [first, ...others] = happening.alarms.filter(({ id }) => known?.has(id) !== true);
      const alarms = new Set(happening.alarms.map(({ id }) => id));
      return {
        memory: { ...memory, alarms },
        candidate:
          first === undefined
            ? null
            : { cause: 'public', databases: others.length + 1, first: first.subject },
      };
    }
    case 'applied': {
      const { done, failed, skipped } = happening;
      return { memory, candidate: { cause: 'applied', done, failed, skipped } };
    }
    case 'conflicts': {
      const { open } = happening;
      const more = memory.open !== null && open > memory.open;
      return {
        memory: { ...memory, open },
        candidate: more ? { cause: 'conflicts', open } : null,
      };
    }
    case 'sync':
      return overdue(withState(memory, happening.state, happening.message, now), now);
    case 'time':
      return overdue(memory, now);
    case 'another-server':
      return {
        memory: { ...firstMemory, pending: memory.pending },
        candidate: null,
      };
    case 'looked':
      return { memory: { ...memory, pending: new Set() }, candidate: null };
  }
}

/** An attempt under way ends no failure; being offline is none. */
function withState(
  memory: NoticeMemory,
  state: SyncState,
  message: string,
  now: number,
): NoticeMemory {
  if (state === 'error') {
    return { ...memory, failing: { since: memory.failing?.since ?? now, message } };
  }
  return state === 'syncing' ? memory : { ...memory, failing: null, failureKnown: false };
}

function overdue(memory: NoticeMemory, now: number): Taken {
  const { failing, failureKnown } = memory;
  const late = failing !== null && !failureKnown && now - failing.since >= syncPatience;
  return { memory, candidate: late ? { cause: 'sync', message: failing.message } : null };
}
