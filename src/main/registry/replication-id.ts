import { createHash } from 'node:crypto';
import PouchDB from 'pouchdb';
import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import type { ReplicationTarget } from './replication.ts';

/** The name that PouchDB 9 gives to the checkpoint of a pull from a server without a filter. */
export async function pullReplicationId(
  local: PouchDB,
  target: ReplicationTarget,
  signal: AbortSignal,
): Promise<string> {
  const remote = new PouchDB(target.url, {
    skip_setup: true,
    fetch: (input, init) => target.fetch(input, { ...init, signal }),
  });
  try {
    const [source, own] = z
      .tuple([z.string(), z.string()])
      .parse([await remote.id(), await local.id()]);
    // What PouchDB falls back to where the server did not say who it is; another name than at other times.
    if (source.startsWith('http')) {
      signal.throwIfAborted();
      throw new ConsoleError('server-failed', 'The server did not say which one it is.', {
        remedy: 'The console tries again by itself.',
      });
    }
    const digest = createHash('md5').update(`${source}${own}`, 'latin1').digest('base64');
    return `_local/${digest.replaceAll('/', '.').replaceAll('+', '_')}`;
  } finally {
    await remote.close();
  }
}
