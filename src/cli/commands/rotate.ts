import type { Command } from 'commander';
import type { RotationReport } from '../../shared/bridge/account-views.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { allTenants } from '../all-tenants.ts';
import type { CommandContext, CommandResult, RunTask } from '../command.ts';
import { hoursFrom } from '../duration.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { takesEffect, withNextApply } from '../next-apply.ts';
import { count } from '../plan-text.ts';
import { readyVault } from '../ready-vault.ts';

/** As many as one call takes. */
const tenantsAtOnce = 20_000;

interface Options {
  readonly all?: true;
  readonly account?: string;
  readonly overlap?: number;
  readonly end?: true;
}

/** `mycouch rotate KEY… | --all`: new passwords for service accounts; `--end` ends overlaps before their time. */
export function addRotate(parent: Command, run: RunTask): void {
  parent
    .command('rotate')
    .description(`give service accounts new passwords; ${withNextApply}`)
    .argument('[keys...]', 'keys or ids of the tenants')
    .option('--all', 'every tenant that is not in the trash')
    .option('--account <name>', 'only this account, such as sync; else all of a tenant')
    .option(
      '--overlap <time>',
      'keep the old user name and password working so long (90m, 24h, 7d); 0: not at all',
      hoursFrom,
    )
    .option('--end', 'rotate nothing, but end the overlaps that still run')
    .action((keys: readonly string[], options: Options) =>
      run((context) => rotate(context, keys, options)),
    );
}

async function rotate(
  context: CommandContext,
  keys: readonly string[],
  options: Options,
): Promise<CommandResult> {
  requireSense(keys, options);
  const ids = await chosenTenants(context, keys);
  const account = options.account ?? null;
  const { accounts } = context.session.client;
  if (options.end !== true) await readyVault(context);
  const total = { accounts: 0, tenants: 0, overlapping: 0 };
  for (let start = 0; start < ids.length; start += tenantsAtOnce) {
    const tenantIds = ids.slice(start, start + tenantsAtOnce);
    context.progress(options.end === true ? 'ending …' : 'making passwords …');
    const report =
      options.end === true
        ? await accounts.endOverlap({ tenantIds, account })
        : await accounts.rotate({ tenantIds, account, overlapHours: options.overlap ?? 0 });
    total.accounts += report.accounts;
    total.tenants += report.tenants;
    total.overlapping += report.overlapping;
  }
  context.progress('');
  return {
    document: { ...total },
    text: options.end === true ? endedText(total) : rotatedText(total, options.overlap ?? 0),
    notes:
      total.overlapping === 0
        ? []
        : [
            `${count(total.overlapping, 'account')} left as they are: their last overlap still runs. End it with \`mycouch rotate --end\`, or rotate with --overlap 0.`,
          ],
    exit: exitCodes.done,
  };
}

function requireSense(keys: readonly string[], options: Options): void {
  const refuse = (message: string, remedy: string): never => {
    throw new ConsoleError('invalid-input', message, { remedy });
  };
  if ((options.all === true) === keys.length > 0) {
    refuse('Either tenants are named, or --all is given.', 'Name their keys, or give --all alone.');
  }
  if (options.end === true && options.overlap !== undefined) {
    refuse('--end ends overlaps, and --overlap begins one.', 'Give one of the two.');
  }
  if (options.all === true && options.end !== true && options.overlap === undefined) {
    refuse(
      'With --all it has to be said how long the old passwords go on.',
      'Give --overlap 24h, or --overlap 0 to end all of them with the next apply.',
    );
  }
}

async function chosenTenants(
  { session: { client } }: CommandContext,
  keys: readonly string[],
): Promise<readonly string[]> {
  if (keys.length === 0) {
    const tenants = await allTenants(client, 'all');
    return tenants.filter(({ state }) => state !== 'deleted').map(({ id }) => id);
  }
  const ids: string[] = [];
  for (const key of keys) ids.push((await findTenant(client, key)).id);
  return ids;
}

function rotatedText({ accounts, tenants }: RotationReport, overlap: number): string {
  const what = `${count(accounts, 'account')} of ${count(tenants, 'tenant')}`;
  const old = overlap === 0 ? '' : ' under its other user name; the old one goes on until then';
  return `New passwords for ${what}${old}; ${takesEffect}.\n`;
}

function endedText({ accounts, tenants }: RotationReport): string {
  return accounts === 0
    ? 'No overlap runs there.\n'
    : `Ended ${count(accounts, 'overlap')} of ${count(tenants, 'tenant')}; ${takesEffect}.\n`;
}
