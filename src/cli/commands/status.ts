import type { Command } from 'commander';
import type { CommandContext, RunTask, Task } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { databaseTitle, syncText } from '../sync-text.ts';
import { facts } from '../table.ts';
import type { LeaseView } from '../../shared/bridge/server-views.ts';
import type { ConnectionInfo } from '../../shared/bridge/views.ts';
import type { ErrorReport } from '../../shared/errors.ts';

/** `mycouch status`: what is here and what it knows of the server, without asking the server, unless it lets nobody in. */
export function addStatus(parent: Command, run: RunTask): void {
  parent
    .command('status')
    .description('what this registry holds, its connection, its vault and its last synchronisation')
    .action(() => run(status));
}

const status: Task = async (context) => {
  const { session, directory } = context;
  const { client, shared } = session;
  const [app, connection, vault, { databases }, problems, lease, { counts }] = await Promise.all([
    client.app.state(),
    client.connection.current(),
    client.vault.status(),
    client.sync.overview(),
    client.registry.problems(),
    client.lease.status(),
    client.tenants.list({
      search: '',
      state: 'all',
      waiting: false,
      sort: 'key',
      direction: 'asc',
      offset: 0,
      limit: 1,
    }),
  ]);
  const { version, operator, device } = app;
  const [sync] = databases;
  const refusal = connection === null ? await refusalOf(context) : null;
  return {
    document: {
      version,
      directory,
      operator,
      device,
      throughRunningConsole: shared,
      connection,
      /** Why the server that the environment names does not let this console in. */
      refusal,
      vault,
      /** Of the registry; all are in `databases`. */
      sync,
      databases,
      lease,
      tenants: counts,
      problems,
    },
    text: facts([
      ['data', directory + (shared ? ' (open in another console, asked through it)' : '')],
      ['operator', `${operator.name} (${operator.role}) on ${device}`],
      ['server', serverText(connection, refusal)],
      ['vault', vaultText(vault.state, vault.protection)],
      ...databases.map((status): [string, string] => [
        databaseTitle(status.database),
        connection === null ? 'only here' : syncText(status),
      ]),
      ...(lease === null ? [] : [['applier', leaseText(lease)] satisfies [string, string]]),
      [
        'tenants',
        `${counts.active} active, ${counts.suspended} suspended, ${counts.archived} archived, ` +
          `${counts.deleted} in the trash; ${counts.waiting} to be compared or applied`,
      ],
      ...problems.map(({ id, reason }): [string, string] => ['problem', `${id}: ${reason}`]),
    ]),
    exit: refusal === null ? exitCodes.done : exitCodes.failed,
  };
};

/** What keeps the server that the environment names from being connected; null where it names none, or nothing does. */
async function refusalOf({ session, server }: CommandContext): Promise<ErrorReport | null> {
  const named = server();
  if (named === null) return null;
  const report = await session.client.connection.test(named);
  return report.ok ? null : report.problem;
}

function serverText(connection: ConnectionInfo | null, refusal: ErrorReport | null): string {
  if (connection !== null) return `${connection.name} ${connection.url}`;
  if (refusal === null) return 'not connected';
  return `not connected: ${refusal.message} ${refusal.remedy}`.trimEnd();
}

function vaultText(state: string, protection: string | null): string {
  return protection === null ? state : `${state}, protected by a ${protection}`;
}

/** Who applies, as far as replication has told. */
function leaseText({ state, device, actor, purpose, acquiredAt, expired }: LeaseView): string {
  if (state === 'none') return 'nobody right now';
  const who = state === 'mine' ? 'this device' : device;
  const how = purpose === 'agent' ? ', an agent' : '';
  return `${who} (${actor}${how}) since ${acquiredAt}${expired ? '; its time is up' : ''}`;
}
