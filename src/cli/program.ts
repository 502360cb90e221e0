import { Command, InvalidArgumentError } from 'commander';
import { addAccountReveal } from './commands/account-reveal.ts';
import { addApply } from './commands/apply.ts';
import { addCatchUp } from './commands/catch-up.ts';
import { addConflicts } from './commands/conflicts.ts';
import { addDrift } from './commands/drift.ts';
import { addExport } from './commands/export.ts';
import { addGateway } from './commands/gateway.ts';
import { addImport } from './commands/import.ts';
import { addKeys } from './commands/keys.ts';
import { addInvite } from './commands/invite.ts';
import { addLog } from './commands/log.ts';
import { addPeopleCommands } from './commands/people.ts';
import { addPlan } from './commands/plan.ts';
import { addRotate } from './commands/rotate.ts';
import { addAgent, type RunAgent } from './commands/agent.ts';
import { addServer } from './commands/server.ts';
import { addStatus } from './commands/status.ts';
import { addSync } from './commands/sync.ts';
import { addTenantAccess } from './commands/tenant-access.ts';
import { addTenantBlueprint } from './commands/tenant-blueprint.ts';
import { addTenantCreate } from './commands/tenant-create.ts';
import { addTenantEdit } from './commands/tenant-edit.ts';
import { addTenantFlags } from './commands/tenant-flags.ts';
import { addTenantImport } from './commands/tenant-import.ts';
import { addTenantList } from './commands/tenant-list.ts';
import { addTenantPurge } from './commands/tenant-purge.ts';
import { addTenantRekey } from './commands/tenant-rekey.ts';
import { addTenantRevoke } from './commands/tenant-revoke.ts';
import type { RunTask } from './command.ts';

const environmentHelp = `
Environment:
  MYCOUCH_SERVER, MYCOUCH_USER, MYCOUCH_PASSWORD
                            the server to work with, instead of the saved connection
  MYCOUCH_VAULT_PASSPHRASE  opens (or makes) the vault where there is no keychain
  To see a password, MYCOUCH_VAULT_PASSPHRASE or, beside a keychain, MYCOUCH_PASSWORD is the
  proof; without it the command asks at a terminal.

Exit codes:
  0  done, or nothing to do
  1  failed: bad usage, an operation of apply that failed or was skipped,
     a tenant that apply was refused, a file that import was refused
  2  plan found differences, or a tenant that is refused; drift found a change
     made by hand; import --compare found something to change; catch-up has
     something that nobody has looked at; log verify found tampering;
     conflicts list has something to decide; keys scan found a key`;

export interface ProgramOptions {
  readonly version: string;
  /** Takes the help text or the version. */
  readonly print: (text: string) => void;
  readonly run: RunTask;
  readonly runAgent: RunAgent;
}

/**
 * The whole grammar of the command line. Wrong usage throws commander's error; nothing is printed but
 * help. `--json` and `--data` may stand before or after the subcommand.
 */
export function createProgram({ version, print, run, runAgent }: ProgramOptions): Command {
  const program = new Command('mycouch')
    .description('Tenants, databases and accounts of a CouchDB, from one registry.')
    .version(version)
    .option('--json', 'one JSON document on standard output, everything else on standard error')
    .option('--data <dir>', 'another data directory than the console’s own', directory)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: print, writeErr: () => undefined })
    .exitOverride()
    .addHelpText('after', environmentHelp);
  addStatus(program, run);
  const tenant = program.command('tenant').description('the tenants of the registry');
  addTenantCreate(tenant, run);
  addTenantImport(tenant, run);
  addTenantList(tenant, run);
  addTenantEdit(tenant, run);
  addTenantAccess(tenant, run);
  addTenantBlueprint(tenant, run);
  addTenantRekey(tenant, run);
  addTenantPurge(tenant, run);
  addTenantRevoke(tenant, run);
  addTenantFlags(tenant, run);
  addPeopleCommands(program, run);
  addInvite(program, run);
  addServer(program, run);
  const account = program.command('account').description('the service accounts of a tenant');
  addAccountReveal(account, run);
  addRotate(program, run);
  addKeys(program, run);
  addGateway(program, run);
  addSync(program, run);
  addPlan(program, run);
  addApply(program, run);
  addCatchUp(program, run);
  addDrift(program, run);
  addConflicts(program, run);
  addLog(program, run);
  addExport(program, run);
  addImport(program, run);
  addAgent(program, runAgent);
  return program;
}

function directory(text: string): string {
  if (text !== '' && !text.startsWith('--')) return text;
  throw new InvalidArgumentError(
    text === ''
      ? 'It is empty. It takes the path of a directory.'
      : 'It takes the path of a directory, and an option follows instead.',
  );
}
