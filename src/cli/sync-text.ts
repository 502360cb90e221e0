import { logDatabase, registryDatabase } from '../shared/naming.ts';
import type { SyncStatus } from '../shared/sync-status.ts';
import { count } from './plan-text.ts';

/** What a replicated database is called. */
export function databaseTitle(database: string): string {
  switch (database) {
    case registryDatabase:
      return 'registry';
    case logDatabase:
      return 'audit log';
    default:
      return database;
  }
}

/** A command replicates only when it has to, so its own state says less than the last agreement does. */
export function syncText({ state, since, waitingOut, agreement, error }: SyncStatus): string {
  const waiting =
    waitingOut === null || waitingOut === 0 ? '' : `, ${count(waitingOut, 'change')} to go out`;
  if (state === 'not-connected') {
    return agreement === null
      ? 'not synchronised yet; `mycouch sync` does it'
      : `in agreement with the server as of ${agreement.at}${waiting}`;
  }
  const why = error === null ? '' : `: ${error.message} ${error.remedy}`.trimEnd();
  return `${state} since ${since}${waiting}${why}`;
}

/** One line for each database after a round of synchronising. */
export function roundText(databases: readonly SyncStatus[]): string {
  return databases
    .map((status) => {
      const title = databaseTitle(status.database);
      return status.state === 'synced'
        ? `The ${title} and the server agree as of ${status.agreement?.at ?? status.since}.\n`
        : `The ${title} is ${syncText(status)}\n`;
    })
    .join('');
}
