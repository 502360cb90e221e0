import { ConsoleError } from '../shared/errors.ts';
import type { SyncStatus } from '../shared/sync-status.ts';
import type { CommandContext } from './command.ts';

/**
 * Sees to it that the console works with the server of the environment, where one is named. A console of
 * this process was made with it; one that runs already keeps the server it has, and is told only when it
 * has none. Errors: `not-allowed-in-state` where it has another one, and whatever connecting says.
 */
async function useNamedServer({ session: { client, shared }, server }: CommandContext) {
  const named = server();
  if (named === null || !shared) return;
  const current = await client.connection.current();
  if (current === null) {
    await client.connection.connect(named);
    return;
  }
  if (sameAddress(current.url, named.url)) return;
  const report = await client.connection.test(named);
  if (report.ok && report.couchdbUuid === current.couchdbUuid) return;
  throw new ConsoleError(
    'not-allowed-in-state',
    `The console that is open on this data works with ${current.url}, not with MYCOUCH_SERVER.`,
    { remedy: 'Close it, or unset MYCOUCH_SERVER, and run the command again.' },
  );
}

/** One round of replication both ways; throws unless both sides were then seen to agree. */
export async function syncNow(context: CommandContext): Promise<SyncStatus> {
  await useNamedServer(context);
  context.progress('synchronising …');
  const status = await context.session.client.sync.now();
  context.progress('');
  if (status.state === 'synced') return status;
  const { error } = status;
  if (error !== null) {
    throw new ConsoleError(error.code, error.message, {
      remedy: error.remedy,
      details: error.details,
    });
  }
  throw status.state === 'not-connected'
    ? new ConsoleError('not-connected', 'No server is connected.')
    : new ConsoleError('server-failed', `The registry is not in agreement yet (${status.state}).`, {
        remedy: 'Run the command again.',
      });
}

/** Whether two texts are the same address, however written. */
export function sameAddress(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href;
}
