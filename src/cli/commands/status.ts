import type { Command } from 'commander';
import type { RunTask, Task } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { count } from '../plan-text.ts';
import { facts } from '../table.ts';
import type { LeaseView } from '../../shared/bridge/server-views.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';

/** `mycouch status`: what is here and what it knows of the server, without asking the server. */
export function addStatus(parent: Command, run: RunTask): void {
  parent
    .command('status')
    .description('what this registry holds, its connection, its vault and its last synchronisation')
    .action(() => run(status));
}

const status: Task = async ({ session: { client, shared }, directory }) => {
  const [app, connection, vault, sync, problems, lease, { counts }] = await Promise.all([
    client.app.state(),
    client.connection.current(),
    client.vault.status(),
    client.sync.status(),
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
  return {
    document: {
      version,
      directory,
      operator,
      device,
      throughRunningConsole: shared,
      connection,
      vault,
      sync,
      lease,
      tenants: counts,
      problems,
    },
    text: facts([
      ['data', directory + (shared ? ' (open in another console, asked through it)' : '')],
      ['operator', `${operator.name} (${operator.role}) on ${device}`],
      ['server', connection === null ? 'not connected' : `${connection.name} ${connection.url}`],
      ['vault', vaultText(vault.state, vault.protection)],
      ['registry', connection === null ? 'only here' : syncText(sync)],
      ...(lease === null ? [] : [['applier', leaseText(lease)] satisfies [string, string]]),
      [
        'tenants',
        `${counts.active} active, ${counts.suspended} suspended, ${counts.archived} archived, ` +
          `${counts.deleted} in the trash; ${counts.waiting} to be compared or applied`,
      ],
      ...problems.map(({ id, reason }): [string, string] => ['problem', `${id}: ${reason}`]),
    ]),
    exit: exitCodes.done,
  };
};

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

/** A command replicates only when it has to, so its own state says less than the last agreement does. */
function syncText({ state, since, waitingOut, agreement }: SyncStatus): string {
  const waiting =
    waitingOut === null || waitingOut === 0 ? '' : `, ${count(waitingOut, 'change')} to go out`;
  if (state === 'not-connected') {
    return agreement === null
      ? 'not synchronised yet; `mycouch sync` does it'
      : `in agreement with the server as of ${agreement.at}${waiting}`;
  }
  return `${state} since ${since}${waiting}`;
}
