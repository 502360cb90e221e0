import type { DriftReport, DriftRow } from '../../shared/bridge/drift-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { type ErrorReport, reportError } from '../../shared/errors.ts';
import { desired } from '../../shared/planning/desired.ts';
import type { DriftFinding } from '../../shared/planning/drift.ts';
import type { ServerSpec } from '../../shared/planning/server-spec.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';
import type { Connection } from '../connection/connection.ts';
import { otherServer } from '../connection/other-server.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import { verifyServer } from '../connection/verify-server.ts';
import type { Named } from '../provisioning/feeds.ts';
import type { Observer } from '../provisioning/observer.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { type Assessment, assess } from './assess.ts';
import type { DriftMemory } from './drift-memory.ts';
import { inTime } from './in-time.ts';
import type { PasswordVerdicts } from './password-verdicts.ts';

/** How long a finding waits for the registry to pull what may explain it, in milliseconds. */
const pullLimit = 20_000;
/** Milliseconds of checking passwords on somebody's call, beside the sweep; in the background all of them. */
const checkTime = 3000;
/** A run of the applier that begins or ends while the server is looked at makes the look worthless. */
const attempts = 3;

/** Looks at the server for what was changed by hand. */
export interface Drift {
  /** What the last sweep found. */
  readonly current: () => DriftReport;
  /** Looks now; one at a time, a second call joins the first. Never throws for what the report can tell. */
  readonly sweep: () => Promise<DriftReport>;
  /** Looks again at what a feed named. */
  readonly named: (named: Named) => Promise<void>;
  /** Checks passwords that nobody has checked yet, until all are or the signal ends it. */
  readonly checkPasswords: (signal: AbortSignal) => Promise<void>;
  /** The findings as the server and the registry are now, with what they were found in. */
  readonly look: () => Promise<DriftLook>;
  readonly connectionChanged: (couchdbUuid: string | null) => void;
  readonly close: () => Promise<void>;
}

export interface DriftLook {
  readonly couchdbUuid: string;
  readonly spec: ServerSpec;
  readonly state: ServerState;
  readonly findings: readonly DriftFinding[];
}

export interface DriftOptions {
  readonly registry: Registry;
  readonly connection: Connection;
  readonly sync: Pick<SyncKeeper, 'now'>;
  readonly agreements: Agreements;
  readonly observer: Observer;
  readonly passwords: PasswordVerdicts;
  readonly memory: DriftMemory;
  readonly clock: Clock;
  /** Rises whenever the applier begins or ends; odd while it runs. */
  readonly runs: () => number;
  readonly onChange: (report: DriftReport) => void;
}

const nothing: Omit<DriftReport, 'pending' | 'sweeping'> = {
  sweptAt: null,
  findings: [],
  unverified: 0,
  databases: 0,
  requests: 0,
  milliseconds: 0,
  problem: null,
};

export function createDrift(options: DriftOptions): Drift {
  const { registry, connection, sync, agreements, observer, passwords, memory, clock } = options;
  let last = nothing;
  /** Tenants that wait for nothing but a correction. */
  let drifted: ReadonlySet<string> = new Set();
  let sweeping: Promise<DriftReport> | null = null;
  let sweptServer = options.connection.current()?.couchdbUuid ?? null;
  const closing = new AbortController();

  function report(): DriftReport {
    const uneditedOnes = [...drifted].filter((id) => agreements.listed(id) === 'waiting');
    const pending = agreements.waiting() - uneditedOnes.length;
    return { ...last, sweeping: sweeping !== null, pending };
  }

  function tell(change: Partial<typeof nothing>): void {
    const before = JSON.stringify(last);
    last = { ...last, ...change };
    if (JSON.stringify(last) !== before) options.onChange(report());
  }

  function wanted(serverId: string) {
    const snapshot = registry.snapshot();
    agreements.refresh(snapshot);
    return { spec: desired(snapshot, serverId), wishes: agreements.wishes() };
  }

  /** Reads the server by `read`, and again where an applier was at work meanwhile. */
  async function observe(
    read: (spec: ServerSpec) => Promise<ServerState>,
  ): Promise<DriftLook & { readonly cost: Pick<ServerState, 'requests' | 'milliseconds'> }> {
    const server = await connection.ensure();
    agreements.useServer(server.couchdbUuid);
    for (let attempt = 1; ; attempt += 1) {
      const runs = options.runs();
      let { spec, wishes } = wanted(server.serverId);
      let state = await read(spec);
      if (state.couchdbUuid !== server.couchdbUuid) throw otherServer(server.url);
      const { requests, milliseconds } = state;
      let assessed = assess(spec, state, wishes, agreements);
      const unheard = ({ id }: DriftFinding) => !memory.knows(server.couchdbUuid, id);
      if (assessed.drift.some(unheard)) {
        // It may be another console's work: what it decided is in the registry before it is on the server.
        await inTime(sync.now(), pullLimit, clock);
        ({ spec, wishes } = wanted(server.serverId));
        const admin = await connection.admin();
        const scope = { scope: 'tenants', ids: new Set<string>() } as const;
        state = await observer.look(admin, spec, scope, closing.signal);
        assessed = assess(spec, state, wishes, agreements);
      }
      const disturbed = options.runs() !== runs || runs % 2 === 1;
      if (disturbed && attempt < attempts) continue;
      if (!disturbed) drifted = assessed.drifted;
      const findings = await remember(server.couchdbUuid, assessed, state, disturbed);
      const { couchdbUuid } = server;
      return { couchdbUuid, spec, state, findings, cost: { requests, milliseconds } };
    }
  }

  /** Of a look that an applier disturbed nothing is remembered, and only alarms are believed. */
  async function remember(
    couchdbUuid: string,
    { drift, seen }: Assessment,
    state: ServerState,
    disturbed: boolean,
  ): Promise<readonly DriftFinding[]> {
    if (disturbed) return drift.filter(({ alarm }) => alarm);
    await agreements.record(seen);
    const names = observer.names() ?? [];
    const unmanaged = state.unmanagedDatabases;
    const added = memory.lookedAt(couchdbUuid, { names, unmanaged }, clock.now());
    return [...drift, ...added.map(databaseAdded)];
  }

  async function publish(look: DriftLook, change: Partial<typeof nothing>): Promise<void> {
    const now = clock.now();
    const ids = look.findings.map(({ id }) => id);
    const since = memory.since(look.couchdbUuid, ids, now);
    const findings = look.findings.map((finding): DriftRow => ({
      ...finding,
      since: since.get(finding.id) ?? now.toISOString(),
    }));
    await memory.save();
    tell({
      findings: findings.sort((a, b) => Number(b.alarm) - Number(a.alarm)),
      unverified: observer.unchecked(look.spec).length,
      databases: observer.names()?.size ?? 0,
      problem: null,
      ...change,
    });
  }

  async function sweepNow(): Promise<void> {
    try {
      const server = await connection.ensure();
      const admin = await connection.admin();
      await verifyServer(admin, server, closing.signal);
      const look = await observe(async (spec) => {
        const state = await observer.sweep(admin, spec, closing.signal);
        const candidates = observer.unchecked(spec);
        const found = await passwords.check(candidates, checkTime, closing.signal);
        const again = found ? observer.recall(spec) : null;
        const { requests, milliseconds } = state;
        return again === null ? state : { ...again, requests, milliseconds };
      });
      await publish(look, { sweptAt: clock.now().toISOString(), ...look.cost });
    } catch (error) {
      noteProblem(reportError(error));
    }
  }

  function noteProblem(problem: ErrorReport): void {
    if (!closing.signal.aborted) tell({ problem });
  }

  function sweep(): Promise<DriftReport> {
    if (sweeping !== null) return sweeping;
    sweeping = sweepNow().then(() => {
      sweeping = null;
      const done = report();
      options.onChange(done);
      return done;
    });
    return sweeping;
  }

  return {
    current: report,
    sweep,
    named: async ({ databases, users }) => {
      if (observer.names() === null || closing.signal.aborted) return;
      try {
        const admin = await connection.admin();
        const look = await observe((spec) =>
          observer.refresh(admin, spec, { databases, users }, closing.signal),
        );
        await publish(look, {});
      } catch (error) {
        noteProblem(reportError(error));
      }
    },
    checkPasswords: async (signal) => {
      const server = connection.current();
      if (server === null) return;
      const { spec } = wanted(server.serverId);
      const found = await passwords.check(observer.unchecked(spec), Infinity, signal);
      if (!found || signal.aborted) return;
      try {
        await publish(await observe(recalled), {});
      } catch (error) {
        noteProblem(reportError(error));
      }
    },
    look: async () => {
      const server = await connection.ensure();
      const admin = await connection.admin();
      await verifyServer(admin, server, closing.signal);
      const look = await observe((spec) => observer.sweep(admin, spec, closing.signal));
      await publish(look, { sweptAt: clock.now().toISOString(), ...look.cost });
      return look;
    },
    connectionChanged: (couchdbUuid) => {
      // Connecting anew to the same server takes nothing back.
      if (couchdbUuid === sweptServer) return;
      sweptServer = couchdbUuid;
      tell(nothing);
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled([sweeping]);
    },
  };

  async function recalled(spec: ServerSpec): Promise<ServerState> {
    const known = observer.recall(spec);
    if (known !== null) return known;
    return observer.look(await connection.admin(), spec, { scope: 'all' }, closing.signal);
  }
}

function databaseAdded(name: string): DriftFinding {
  return {
    id: `database-added ${name}`,
    kind: 'database-added',
    tenantId: null,
    tenantKey: null,
    subject: name,
    detail: 'Nobody asked for this database in the registry. It is left alone.',
    corrections: [],
    adoptable: false,
    alarm: false,
  };
}
