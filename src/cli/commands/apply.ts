import type { Command } from 'commander';
import type { PlanSummary, SelectionView } from '../../shared/bridge/plan-views.ts';
import type { Operation } from '../../shared/planning/plan.ts';
import { allOperations } from '../all-operations.ts';
import { carryOut, requireSomebody } from '../carry-out.ts';
import type { CommandContext, RunTask, Task } from '../command.ts';
import { findTenant } from '../find-tenant.ts';
import { readPlanFile } from '../plan-files.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';

interface Options {
  readonly yes?: true;
  readonly only?: readonly string[];
  readonly confirm?: string;
  readonly jwtHandler?: true;
}

/**
 * `mycouch apply [FILE] --yes`: a round of replication, a plan (or the saved one, where it still says what
 * is wanted), the plan applied, and another round so that the audit log has it everywhere. Exit 1 where an
 * operation failed or was skipped, and where a tenant is refused: the server then is not what the registry
 * says.
 */
export function addApply(parent: Command, run: RunTask): void {
  parent
    .command('apply')
    .description('make the server what the registry says')
    .argument('[file]', 'a plan that `plan --out` has saved, instead of one made now')
    .option('--yes', 'without asking')
    .option('--only <keys...>', 'for these tenants alone, by key or id')
    .option('--confirm <text>', 'the text that the plan asks for, where it takes something away')
    .option(
      '--jwt-handler',
      'switch the JWT handler too, where the plan says so, which restarts the HTTP listener',
    )
    .action((file: string | undefined, options: Options) => run(apply(file ?? null, options)));
}

function apply(file: string | null, { yes, only, confirm, jwtHandler }: Options): Task {
  return async (context) => {
    requireSomebody(context, yes === true, 'apply');
    const text = file === null ? null : await readPlanFile(file);
    const { client } = context.session;
    await readyVault(context);
    await syncNow(context);
    context.progress('comparing …');
    const plan =
      text === null ? await client.plan.make({ scope: 'all' }) : await client.plan.load({ text });
    const all = (await allOperations(client, plan.id)).map(({ operation }) => operation);
    const agreed = jwtHandler === true;
    const operations = all.filter(({ kind }) => agreed || kind !== 'handlers.write');
    context.progress('');
    if (operations.length < all.length) context.note(handlersNote);
    const ids = only === undefined ? null : await idsOf(context, only);
    const part = ids === null ? null : await partOf(context, plan, operations, ids);
    const kept = new Set(part?.operationIds);
    return await carryOut(context, {
      plan:
        ids === null
          ? plan
          : { ...plan, refusals: plan.refusals.filter(({ tenantId }) => ids.has(tenantId)) },
      operations: part === null ? operations : operations.filter(({ id }) => kept.has(id)),
      partly: part !== null || operations.length < all.length,
      handlers: agreed,
      need: part === null ? plan.confirmation : part.confirmation,
      confirm: confirm ?? null,
      yes: yes === true,
    });
  };
}

const handlersNote =
  'The JWT handler is left as it is. Switching it on or off restarts the HTTP listener; add --jwt-handler to do it.';

async function idsOf(
  { session: { client } }: CommandContext,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const key of keys) ids.add((await findTenant(client, key)).id);
  return ids;
}

async function partOf(
  { session: { client } }: CommandContext,
  plan: PlanSummary,
  operations: readonly Operation[],
  tenants: ReadonlySet<string>,
): Promise<SelectionView> {
  const chosen = operations.filter(({ tenantId }) => tenants.has(tenantId));
  return await client.plan.select({
    planId: plan.id,
    operationIds: chosen.map(({ id }) => id),
  });
}
