import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { desired } from '../../shared/planning/desired.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import type { Plan } from '../../shared/planning/plan.ts';
import { makePurgePlan } from '../../shared/planning/purge-plan.ts';
import type { ServerSpec } from '../../shared/planning/server-spec.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';
import type { Connection } from '../connection/connection.ts';
import { notConnected } from '../connection/connection-state.ts';
import { otherServer } from '../connection/other-server.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import { verifyServer } from '../connection/verify-server.ts';
import type { LookScope, Observer } from '../provisioning/observer.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { assess } from './assess.ts';
import { forecastPlan, isUnreachable, neverLookedAt, type ForecastUse } from './forecast.ts';
import { inTime } from './in-time.ts';
import type { PasswordVerdicts } from './password-verdicts.ts';
import type { ServerMemories } from './remembered-server.ts';

/** How long planning waits for the registry to pull what the server has, in milliseconds. */
const pullLimit = 60_000;
/** How long planning checks passwords that nobody has checked yet; a sweep does the rest. */
const checkTime = 2000;

/** `changed`: what may have changed since the last look; `all`: everything. */
export type PlanScope = 'changed' | 'all';

export interface MadePlan {
  readonly plan: Plan;
  readonly serverName: string;
}

export interface PlanMaker {
  /**
   * Looks at the server and makes the plan that is the difference; or a forecast of it, where that may be
   * and the server cannot be reached. Error then, where it was never looked at: `not-connected`.
   */
  readonly make: (scope: PlanScope, use: ForecastUse, signal: AbortSignal) => Promise<MadePlan>;
  /** The plan that deletes for good what these tenants in the trash have on the server. */
  readonly makePurge: (tenantIds: readonly string[], signal: AbortSignal) => Promise<MadePlan>;
  /** A plan like the one given, of the server and the registry as they are now, without synchronising. */
  readonly again: (plan: Plan, signal: AbortSignal) => Promise<Plan>;
}

export interface PlanMakerOptions {
  readonly registry: Registry;
  readonly connection: Connection;
  readonly sync: SyncKeeper;
  readonly agreements: Agreements;
  readonly observer: Observer;
  readonly memories: Pick<ServerMemories, 'recall'>;
  readonly passwords: PasswordVerdicts;
  readonly clock: Clock;
  readonly uuid: () => string;
}

type AdminTransport = Awaited<ReturnType<Connection['admin']>>;

/** What is wanted of a server at one moment. */
interface Wanted {
  readonly spec: ServerSpec;
  readonly registrySeq: number;
  readonly wishes: ReadonlyMap<string, string>;
}

export function createPlanMaker(options: PlanMakerOptions): PlanMaker {
  const { registry, connection, sync, agreements, observer, clock } = options;
  /** What was wanted when the server was looked at last, and who differed then. */
  let lastWishes: ReadonlyMap<string, string> = new Map();
  let lastDiffering: ReadonlySet<string> = new Set();

  /** The connected server, made sure of, and the registry pulled from it where that can be. */
  async function ready(signal: AbortSignal) {
    const server = await connection.ensure();
    const admin = await connection.admin();
    await verifyServer(admin, server, signal);
    await inTime(sync.now(), pullLimit, clock);
    agreements.useServer(server.couchdbUuid);
    return { server, admin };
  }

  function wanted(serverId: string): Wanted {
    const snapshot = registry.snapshot();
    const registrySeq = registry.seq();
    agreements.refresh(snapshot);
    return { spec: desired(snapshot, serverId), registrySeq, wishes: agreements.wishes() };
  }

  function only({ spec, registrySeq, wishes }: Wanted, ids: ReadonlySet<string>): Wanted {
    return {
      registrySeq,
      spec: {
        tenants: spec.tenants.filter(({ tenantId }) => ids.has(tenantId)),
        refusals: spec.refusals.filter(({ tenantId }) => ids.has(tenantId)),
        signingKeys: [],
      },
      wishes: new Map([...wishes].filter(([id]) => ids.has(id))),
    };
  }

  function scopeOf(scope: PlanScope, { wishes }: Wanted): LookScope {
    if (scope === 'all') return { scope };
    const edited = [...wishes].filter(([id, wish]) => lastWishes.get(id) !== wish);
    return { scope: 'tenants', ids: new Set([...edited.map(([id]) => id), ...lastDiffering]) };
  }

  function head({ registrySeq, spec, wishes }: Wanted, state: ServerState) {
    const madeAt = clock.now().toISOString();
    return { id: options.uuid(), madeAt, registrySeq, spec, state, wishes };
  }

  /** The state again, where checking passwords told something new. */
  async function withPasswords(
    spec: ServerSpec,
    state: ServerState,
    signal: AbortSignal,
  ): Promise<ServerState> {
    const found = await options.passwords.check(observer.unchecked(spec), checkTime, signal);
    const again = found ? observer.recall(spec) : null;
    const { requests, milliseconds } = state;
    return again === null ? state : { ...again, requests, milliseconds };
  }

  async function look(
    admin: AdminTransport,
    url: string,
    want: Wanted,
    scope: PlanScope,
    signal: AbortSignal,
  ): Promise<Plan> {
    const seen = await observer.look(admin, want.spec, scopeOf(scope, want), signal);
    const state = await withPasswords(want.spec, seen, signal);
    const server = connection.current();
    if (state.couchdbUuid !== server?.couchdbUuid) throw otherServer(url);
    const assessed = assess(want.spec, state, want.wishes, agreements);
    lastWishes = want.wishes;
    const { difference, drift, differing } = assessed;
    lastDiffering = differing;
    await agreements.record(assessed.seen);
    return makePlan({ ...head(want, state), drift, difference });
  }

  async function lookForPurge(
    admin: AdminTransport,
    want: Wanted,
    tenantIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Plan> {
    const chosen = only(want, tenantIds);
    const scope: LookScope = { scope: 'tenants', ids: tenantIds };
    const state = await observer.look(admin, chosen.spec, scope, signal);
    return makePurgePlan(head(chosen, state));
  }

  async function makeNow(scope: PlanScope, signal: AbortSignal): Promise<MadePlan> {
    const { server, admin } = await ready(signal);
    const plan = await look(admin, server.url, wanted(server.serverId), scope, signal);
    return { plan, serverName: server.name };
  }

  /** @param cause why the server itself could not be asked */
  async function forecast(cause: unknown): Promise<MadePlan> {
    const server = connection.current();
    if (server === null) throw notConnected();
    agreements.useServer(server.couchdbUuid);
    const remembered = await options.memories.recall(server.couchdbUuid);
    // In the middle of turning to another server the registry and the connection are apart.
    if (remembered === null || registry.owner() !== server.couchdbUuid) {
      throw neverLookedAt(server.name, cause);
    }
    const id = options.uuid();
    const madeAt = clock.now().toISOString();
    const want = wanted(server.serverId);
    const plan = forecastPlan({ id, madeAt, ...want, remembered, agreements });
    return { plan, serverName: server.name };
  }

  return {
    make: async (scope, use, signal) => {
      if (use === 'only') return forecast(null);
      try {
        return await makeNow(scope, signal);
      } catch (error) {
        // A server that the environment names is not the one that is remembered, unless it was reached once.
        const mayBe = use === 'offline' && isUnreachable(error) && connection.current() !== null;
        if (!mayBe || signal.aborted) throw error;
        return forecast(error);
      }
    },
    makePurge: async (tenantIds, signal) => {
      const { tenants } = registry.snapshot();
      const unknown = tenantIds.find((id) => !tenants.has(id));
      if (unknown !== undefined) {
        throw new ConsoleError('not-found', 'There is no such tenant.', {
          remedy: 'Look at the list of tenants.',
          details: { id: unknown },
        });
      }
      const { server, admin } = await ready(signal);
      const want = wanted(server.serverId);
      const plan = await lookForPurge(admin, want, new Set(tenantIds), signal);
      return { plan, serverName: server.name };
    },
    again: async (plan, signal) => {
      const server = await connection.ensure();
      const admin = await connection.admin();
      const want = wanted(server.serverId);
      return plan.purpose === 'purge'
        ? lookForPurge(admin, want, new Set(Object.keys(plan.wishes)), signal)
        : look(admin, server.url, want, 'all', signal);
    },
  };
}
