import { getInfo } from '../../couch/get-info.ts';
import type { Transport } from '../../couch/transport.ts';
import type {
  ApplyReport,
  Operation,
  OperationOutcome,
  Plan,
  WriteHandlers,
  WriteUser,
} from '../../shared/planning/plan.ts';
import { applyDesign, applyIndex, applyLimit } from './apply-contents.ts';
import { applyDatabaseDeletion, applyUserDeletion } from './apply-deletion.ts';
import { applyHandlers } from './apply-handlers.ts';
import { applyKey, applyKeyDeletion } from './apply-keys.ts';
import { applyCreate, applySecurity } from './apply-operation.ts';
import type { ApplyOptions } from './apply-options.ts';
import { stale, type OperationContext } from './operation-context.ts';
import { createRun, type Run } from './run.ts';
import { createTurns } from './turns.ts';
import { createUserBatches, type UserBatches } from './user-batches.ts';

/** As many as CouchDB has connections to us; more brings nothing. */
const operationsAtOnce = 64;
/**
 * Tenants that are begun together. CouchDB does many things of one kind in a row faster than a mixture, so
 * among them what closes comes first, then all databases are made, then secured, then filled. Few enough
 * that a run which is cut off leaves few begun.
 */
const tenantsAtOnce = 200;

/**
 * Makes a server what a plan says: the only code that changes one, and all it takes is a plan. Tenants go
 * side by side, and the failure of one stops no other; within a tenant an operation waits for those it
 * needs. A server that goes away, is full or no longer lets us in ends the run at once. Applying a plan
 * again does nothing more. Whoever calls holds the lease, and says before every operation whether it is so.
 *
 * Throws `plan-stale`, with nothing changed, when the server is not the one the plan was made for, and
 * the connection's error when it cannot be reached to begin with. Everything later is in the report.
 */
export async function apply(
  transport: Pick<Transport, 'request'>,
  plan: Plan,
  options: ApplyOptions,
): Promise<ApplyReport> {
  const run = createRun(options);
  try {
    if (run.halted() === null) {
      const info = await getInfo(transport, { signal: run.signal });
      if (info.uuid !== plan.couchdbUuid) {
        throw stale('The plan was made for another server than the one connected now.');
      }
    }
    const context: OperationContext = {
      transport,
      clock: options.clock,
      signal: run.signal,
      created: new Set(),
      mayGoOn: run.mayGoOn,
    };
    const batches = createUserBatches(transport, run);
    const turns = createTurns(operationsAtOnce, 4);
    const perform = (operation: OneByOne) =>
      turns.take(rankOf(operation), () =>
        run.perform(operation, () => performOne(operation, context)),
      );
    const last = plan.operations.filter(isHandlers);
    const tenants = byTenant(plan.operations.filter((operation) => !isHandlers(operation)));
    const ended: Promise<void>[] = [];
    for (let first = 0; first < tenants.length; first += tenantsAtOnce) {
      // A slow one of those begun before holds up nobody.
      await turns.room();
      for (const operations of tenants.slice(first, first + tenantsAtOnce)) {
        ended.push(applyTenant(operations, run, batches, perform));
      }
    }
    await Promise.all(ended);
    await batches.flush();
    // Each restarts a listener, which would cut off whatever is under way: last, and one after the other.
    for (const operation of last) {
      await run.perform(operation, () => applyHandlers(operation, context));
    }
    return report(plan, run);
  } finally {
    run.end();
  }
}

type OneByOne = Exclude<Operation, WriteUser>;

/** Whose turn it is first: what takes access away or changes it, new databases, their security, the rest. */
function rankOf(operation: OneByOne): number {
  switch (operation.kind) {
    case 'security.write':
      return operation.after.length === 0 ? 0 : 2;
    case 'database.create':
      return 1;
    default:
      return 3;
  }
}

function performOne(operation: OneByOne, context: OperationContext): Promise<void> {
  switch (operation.kind) {
    case 'database.create':
      return applyCreate(operation, context);
    case 'security.write':
      return applySecurity(operation, context);
    case 'design.write':
      return applyDesign(operation, context);
    case 'index.write':
      return applyIndex(operation, context);
    case 'limit.write':
      return applyLimit(operation, context);
    case 'database.delete':
      return applyDatabaseDeletion(operation, context);
    case 'user.delete':
      return applyUserDeletion(operation, context);
    case 'jwtkey.write':
      return applyKey(operation, context);
    case 'jwtkey.delete':
      return applyKeyDeletion(operation, context);
    case 'handlers.write':
      return applyHandlers(operation, context);
  }
}

function isHandlers(operation: Operation): operation is WriteHandlers {
  return operation.kind === 'handlers.write';
}

/** Users come after everything else of their tenant has ended; they are handed over, not waited for. */
async function applyTenant(
  operations: readonly Operation[],
  run: Run,
  batches: UserBatches,
  perform: (operation: OneByOne) => Promise<boolean>,
): Promise<void> {
  const done = new Map<string, Promise<boolean>>();
  const users: WriteUser[] = [];
  for (const operation of operations) {
    if (operation.kind === 'user.write') {
      users.push(operation);
      continue;
    }
    const needed = operation.after.map((id) => done.get(id) ?? Promise.resolve(false));
    done.set(
      operation.id,
      Promise.all(needed).then((met) =>
        met.every(Boolean) ? perform(operation) : run.skip(operation, 'dependency'),
      ),
    );
  }
  await Promise.all(done.values());
  for (const user of users) {
    const met = await Promise.all(user.after.map((id) => done.get(id) ?? Promise.resolve(false)));
    if (met.every(Boolean)) batches.add(user);
    else run.skip(user, 'dependency');
  }
}

function byTenant(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.tenantId);
    if (group === undefined) groups.set(operation.tenantId, [operation]);
    else group.push(operation);
  }
  return [...groups.values()];
}

function report(plan: Plan, run: Run): ApplyReport {
  const outcomes = plan.operations.map(
    ({ id }): OperationOutcome =>
      run.outcomes.get(id) ?? { id, outcome: 'skipped', because: 'stopped' },
  );
  const count = (wanted: OperationOutcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  return {
    planId: plan.id,
    applied: count('done'),
    failed: count('failed'),
    skipped: count('skipped'),
    cancelled: run.halted() === 'cancelled',
    outcomes,
  };
}
