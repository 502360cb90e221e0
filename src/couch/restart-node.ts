import type { Clock } from '../shared/clock.ts';
import { ConsoleError, MyCouchError } from '../shared/errors.ts';
import { pause } from './back-off.ts';
import { nodeUptime } from './node-stats.ts';
import type { Requester } from './transport.ts';

/** Milliseconds. A restart takes 2 to 4 s; one with many databases to open, longer. */
const patience = 120_000;
const step = 250;
const askTime = 3_000;
/** Uptime is told in whole seconds, and the request takes its time. */
const slack = 1.5;

/**
 * `POST /_node/{node}/_restart`: restarts a node, which ends every open feed of it, and waits until it
 * answers again. What was begun is lost to whoever asked for it. Administrators only. Errors:
 * `server-timeout` where it did not come back in two minutes, and what asking for it says.
 * @param node a name from `_membership`, or `_local`
 */
export async function restartNode(transport: Requester, node: string, clock: Clock): Promise<void> {
  const before = await nodeUptime(transport, node);
  const asked = clock.now().getTime();
  const elapsed = () => clock.now().getTime() - asked;
  try {
    await transport.request({ method: 'POST', path: ['_node', node, '_restart'], body: {} });
  } catch (error) {
    // The answer may be lost to the restart itself; its uptime will tell.
    if (!isConnectionError(error)) throw error;
  }
  while (elapsed() < patience) {
    await pause(clock, step, undefined);
    const uptime = await uptimeOrNull(transport, node);
    if (uptime !== null && uptime < before + elapsed() / 1000 - slack) return;
  }
  throw new ConsoleError(
    'server-timeout',
    `The node ${node} did not come back after its restart.`,
    {
      remedy: 'Look at the server itself: its log says what keeps it from starting.',
      details: { node },
    },
  );
}

async function uptimeOrNull(transport: Requester, node: string): Promise<number | null> {
  try {
    return await nodeUptime(transport, node, { timeout: askTime });
  } catch (error) {
    // A node that starts refuses, is slow, or answers before everything in it runs.
    if (error instanceof MyCouchError && error.code.startsWith('server-')) return null;
    throw error;
  }
}

function isConnectionError(error: unknown): boolean {
  return (
    error instanceof MyCouchError &&
    (error.code === 'server-refused' || error.code === 'server-timeout')
  );
}
