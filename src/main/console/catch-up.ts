import type { CatchUp, CatchUpState } from '../../shared/bridge/catch-up-views.ts';
import type { DriftReport } from '../../shared/bridge/drift-views.ts';
import { registryRevisions } from '../../shared/catch-up/registry-revisions.ts';
import { wasAway } from '../../shared/catch-up/was-away.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import type { Registry } from '../registry/registry.ts';
import { readAsking, writeAsking } from './catch-up-file.ts';
import { openCatchUpMemory, type AgreedMoment, type ServerMemory } from './catch-up-memory.ts';
import { registrySides, type DocumentHistory } from './catch-up-rows.ts';

/** How old the time of an agreement on the disk may become while nothing else changes, in milliseconds. */
const agreementAge = 3_600_000;

/**
 * Notices that this device comes back from having been away, works out what changed meanwhile on all three
 * sides, and keeps that until somebody has looked at it. Kept on the device, for each server.
 */
export interface CatchUpKeeper {
  readonly state: () => CatchUpState;
  /** It was looked at. @param since of what was shown; anything else is left as it is */
  readonly acknowledge: (since: string) => Promise<CatchUpState>;
  readonly setAsking: (ask: boolean) => Promise<CatchUpState>;
  /** This device wrote these documents, by id and revision. */
  readonly wrote: (written: ReadonlyMap<string, string>) => void;
  /** Status of the registry's replication. */
  readonly noteStatus: (status: SyncStatus) => void;
  /** Another server's registry may be open now. */
  readonly connectionChanged: () => void;
  /**
   * Resolves where applying may go on. Error: `confirmation-needed`, while what changed meanwhile was not
   * looked at. An agent has nobody to look, and every decision of its registry was somebody's.
   */
  readonly requireLookedAt: (purpose: Lease['purpose']) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface CatchUpOptions {
  readonly directory: string;
  readonly registry: Pick<Registry, 'snapshot' | 'owner' | 'onChange' | 'bodyAt'> & {
    readonly conflicts: Pick<Registry['conflicts'], 'all' | 'winner'>;
  };
  /** Looks at the server; null where this device may not or could not. */
  readonly sweep: () => Promise<Pick<DriftReport, 'findings' | 'sweptAt'> | null>;
  readonly clock: Clock;
  readonly onChange: (state: CatchUpState) => void;
  readonly onProblem: (error: unknown) => void;
}

export async function openCatchUp(options: CatchUpOptions): Promise<CatchUpKeeper> {
  const { directory, registry, clock, onProblem } = options;
  const memory = await openCatchUpMemory({ directory, clock, onProblem });
  let ask = await readAsking(directory);
  /** Whether anything but the lease changed since the last agreement that was noted. */
  let moved = true;
  let building: { readonly uuid: string; readonly done: Promise<void> } | null = null;
  let told = JSON.stringify(state());

  function mine(): ServerMemory | null {
    const uuid = registry.owner();
    return uuid === null ? null : memory.of(uuid);
  }

  function state(): CatchUpState {
    return { current: mine()?.current ?? null, askBeforeApplying: ask };
  }

  function tell(): CatchUpState {
    const now = state();
    const text = JSON.stringify(now);
    if (text !== told) options.onChange(now);
    told = text;
    return now;
  }

  /** From now on the newest agreement is what a comparison departs from. */
  function goOn(known: ServerMemory): void {
    if (known.latest === null) return;
    known.from = known.latest;
    known.latest = null;
  }

  function agreed(uuid: string, at: string): void {
    const snapshot = registry.snapshot();
    const moment: AgreedMoment = { at, agreed: once(snapshot), own: new Map() };
    const known = memory.of(uuid);
    if (known === null) {
      memory.begin(uuid, moment);
      return;
    }
    const last = known.latest ?? known.from;
    if (last.at === at) return;
    const { offlineSince } = known;
    const edits = last.own.size;
    const away = wasAway({ agreedAt: last.at, now: at, offlineSince, edits });
    known.latest = moment;
    if (building?.uuid === uuid) return;
    if (away) {
      build(uuid, known, snapshot, moment);
      return;
    }
    const old = Date.parse(at) - Date.parse(known.from.at) > agreementAge;
    const news = moved || edits > 0 || offlineSince !== null || old;
    known.offlineSince = null;
    if (known.current === null) goOn(known);
    moved = false;
    if (news) memory.changed(uuid);
  }

  function build(
    uuid: string,
    known: ServerMemory,
    snapshot: RegistrySnapshot,
    moment: AgreedMoment,
  ): void {
    const done = compare(uuid, known, snapshot, moment)
      .then(() => memory.flush())
      .catch(onProblem)
      .finally(() => {
        building = null;
        tell();
      });
    building = { uuid, done };
  }

  async function compare(
    uuid: string,
    known: ServerMemory,
    snapshot: RegistrySnapshot,
    moment: AgreedMoment,
  ): Promise<void> {
    const { from } = known;
    // As they are at this moment: the rules may merge some of them while the rows are made.
    const meeting = {
      agreed: from.agreed(),
      own: new Map(from.own),
      now: moment.agreed(),
      leaves: new Map(registry.conflicts.all()),
    };
    const history: DocumentHistory = {
      bodyAt: registry.bodyAt,
      winner: registry.conflicts.winner,
    };
    const parts = await registrySides(meeting, snapshot, history);
    const found: CatchUp = { ...parts, since: from.at, server: [], serverLookedAt: null };
    if (parts.theirs.length > 0) {
      known.current = found;
      tell();
    }
    const seen = await options.sweep();
    // What was known before the departure is no news.
    const server = (seen?.findings ?? []).filter(({ since }) => since > from.at);
    const news = parts.theirs.length > 0 || server.length > 0 || known.current !== null;
    known.current = news ? { ...found, server, serverLookedAt: seen?.sweptAt ?? null } : null;
    known.offlineSince = null;
    if (!news) goOn(known);
    memory.changed(uuid);
  }

  const forgetRegistry = registry.onChange(({ onlyLease }) => {
    moved ||= !onlyLease;
  });

  return {
    state,
    acknowledge: async (since) => {
      const uuid = registry.owner();
      const known = mine();
      if (uuid === null || known?.current?.since !== since) return state();
      await building?.done;
      known.current = null;
      goOn(known);
      memory.changed(uuid);
      await memory.flush();
      return tell();
    },
    setAsking: async (next) => {
      await writeAsking(directory, next);
      ask = next;
      return tell();
    },
    wrote: (written) => {
      const uuid = registry.owner();
      const known = mine();
      if (uuid === null || known === null) return;
      for (const [id, rev] of written) {
        known.from.own.set(id, rev);
        known.latest?.own.set(id, rev);
      }
      memory.changed(uuid);
    },
    noteStatus: ({ database, state: now, agreement, since }) => {
      const uuid = registry.owner();
      if (database !== registryDatabase || uuid === null) return;
      if (now === 'synced' && agreement !== null) agreed(uuid, agreement.at);
      if (now !== 'offline' && now !== 'error') return;
      const known = memory.of(uuid);
      if (known?.offlineSince !== null) return;
      known.offlineSince = since;
      memory.changed(uuid);
    },
    connectionChanged: () => {
      tell();
    },
    requireLookedAt: async (purpose) => {
      if (purpose === 'agent' || !ask) return;
      await building?.done;
      const { current } = state();
      if (current !== null) throw lookFirst(current);
    },
    close: async () => {
      forgetRegistry();
      await building?.done;
      const uuid = registry.owner();
      if (uuid !== null && mine() !== null) memory.changed(uuid);
      await memory.close().catch(onProblem);
    },
  };
}

function once(snapshot: RegistrySnapshot): AgreedMoment['agreed'] {
  let made: ReturnType<typeof registryRevisions> | null = null;
  return () => (made ??= registryRevisions(snapshot));
}

function lookFirst({ since, mine, theirs, server, more }: CatchUp): ConsoleError {
  return new ConsoleError(
    'confirmation-needed',
    'Something changed while this device was away, and nobody here has looked at it yet.',
    {
      remedy:
        'Look first at what changed meanwhile (`mycouch catch-up` at a command line), then apply again.',
      details: {
        because: 'catch-up',
        since,
        mine: mine.length + more.mine,
        theirs: theirs.length + more.theirs,
        server: server.length,
      },
    },
  );
}
