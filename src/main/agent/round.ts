import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { LeaseView, ServerRow } from '../../shared/bridge/server-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError, type ErrorReport } from '../../shared/errors.ts';
import { agentSelection } from '../../shared/planning/agent-selection.ts';
import type { Operation } from '../../shared/planning/plan.ts';
import type { Console } from '../console/ports.ts';
import type { AgentHealth, AgentState } from './health.ts';

const pageSize = 500;
/** How long an agent that was not the last to apply leaves the first go to the other, in milliseconds. */
const politeness = 1500;

/** How often an agent in the second row looks whether the first does what is to be done, in milliseconds. */
const standbyLook = 5000;

export interface RoundOutcome {
  readonly state: AgentState;
  /** Milliseconds until it looks again without being told to; null: not before the interval is over. */
  readonly again: number | null;
}

/** One look at the server, and what the agent may do about what it sees. */
export interface Round {
  readonly run: (how: {
    readonly sweep: boolean;
    readonly working: () => Promise<void>;
  }) => Promise<RoundOutcome>;
  /** What the health line tells beside the state. */
  readonly facts: () => Promise<Omit<AgentHealth, 'at' | 'state' | 'interval' | 'problem'>>;
  /** Ends an application under way as soon as what was sent is answered. */
  readonly cancel: () => void;
}

export function createRound({
  console: { api },
  device,
  clock,
  interval,
}: {
  readonly console: Pick<Console, 'api'>;
  /** Short name of this device, as it stands in a lease. */
  readonly device: string;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly interval: number;
}): Round {
  let connected = false;
  let whole = true;
  let polite = false;
  let applying: string | null = null;
  let pending = 0;
  let applied = 0;
  let failed = 0;

  /** The first time by asking for agreement, which connects where that is still to be done. */
  async function connect(): Promise<void> {
    if (connected) return;
    const { error } = await api.sync.now(undefined);
    if (error !== null) throw asError(error);
    connected = true;
  }

  async function run(how: Parameters<Round['run']>[0]): Promise<RoundOutcome> {
    await connect();
    const outcome = await planAndApply(how.working);
    // Edits do not wait for a sweep, and what it finds is planned for in a round of its own.
    if (how.sweep) await sweep();
    return outcome;
  }

  async function planAndApply(working: () => Promise<void>): Promise<RoundOutcome> {
    const plan = await api.plan.make({ scope: whole ? 'all' : 'changed' });
    whole = false;
    pending = plan.operations;
    const lease = await api.lease.status(undefined);
    const elsewhere = lease?.state === 'other' && !lease.expired;
    if (plan.operations === 0) {
      polite = false;
      return { state: elsewhere ? 'standby' : 'idle', again: null };
    }
    const server = await current(api);
    const operations = await allOperations(api, plan.id);
    const { operationIds } = agentSelection(operations, server);
    if (operationIds.length === 0) return { state: 'waiting', again: null };
    // Whoever has it is let know by its release, its end or this, whichever comes first.
    if (elsewhere) return { state: 'standby', again: standbyLook };
    // Two agents see the same edit at the same moment: who applied last does so again, the other looks first
    // whether it has been done.
    if (!polite && otherAgentLeads(lease, device)) {
      polite = true;
      return { state: 'standby', again: politeness };
    }
    polite = false;
    await working();
    await apply(plan.id, operationIds);
    return { state: pending === 0 ? 'idle' : 'waiting', again: null };
  }

  async function apply(planId: string, operationIds: readonly string[]): Promise<void> {
    applying = planId;
    try {
      const report = await api.plan.apply({
        planId,
        operationIds: [...operationIds],
        confirm: null,
      });
      applied += report.applied;
      failed += report.failed;
      pending -= report.applied;
      const first = report.outcomes.find(({ outcome }) => outcome === 'failed');
      if (first?.outcome === 'failed') {
        whole = true;
        throw new ConsoleError(first.code, first.message, {
          remedy: 'The agent tries again by itself.',
        });
      }
    } finally {
      applying = null;
    }
  }

  /** Unless the console itself has just done so, which sweeps by itself and sooner where a feed tells. */
  async function sweep(): Promise<void> {
    const { sweptAt } = await api.drift.current(undefined);
    const age = sweptAt === null ? interval : clock.now().getTime() - Date.parse(sweptAt);
    if (age < interval) return;
    const { problem } = await api.drift.sweep(undefined);
    if (problem !== null) throw asError(problem);
  }

  async function facts(): ReturnType<Round['facts']> {
    const [connection, lease, sync, drift, tenants] = await Promise.all([
      api.connection.current(undefined),
      api.lease.status(undefined),
      api.sync.status(undefined),
      api.drift.current(undefined),
      api.tenants.list({
        search: '',
        state: 'all',
        waiting: false,
        sort: 'key',
        direction: 'asc',
        offset: 0,
        limit: 1,
      }),
    ]);
    return {
      server: connection === null ? null : { name: connection.name, url: connection.url },
      lease: lease === null || lease.expired ? 'none' : lease.state,
      registrySeq: sync.agreement?.localSeq ?? null,
      tenants: tenants.total,
      pending,
      drift: drift.findings.length,
      alarms: drift.findings.filter(({ alarm }) => alarm).length,
      applied,
      failed,
      requests: drift.requests,
      sweepMs: drift.milliseconds,
    };
  }

  return {
    run,
    facts,
    cancel: () => {
      if (applying === null) return;
      // It may have ended in this moment; then there is nothing to cancel.
      api.plan.cancel({ planId: applying }).catch(() => undefined);
    },
  };
}

async function current(api: ConsoleApi): Promise<ServerRow> {
  const servers = await api.servers.list(undefined);
  const found = servers.find((server) => server.current);
  if (found !== undefined) return found;
  throw new ConsoleError('not-connected', 'No server is connected.');
}

async function allOperations(api: ConsoleApi, planId: string): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  for (;;) {
    const { rows, total } = await api.plan.operations({
      planId,
      tenantId: null,
      outcome: 'all',
      offset: operations.length,
      limit: pageSize,
    });
    operations.push(...rows.map(({ operation }) => operation));
    if (rows.length === 0 || operations.length >= total) return operations;
  }
}

function otherAgentLeads(lease: LeaseView | null, device: string): boolean {
  return lease !== null && lease.purpose === 'agent' && lease.device !== device;
}

function asError({ code, message, remedy, details }: ErrorReport): ConsoleError {
  return new ConsoleError(code, message, { remedy, details });
}
