import { join } from 'node:path';
import { z } from 'zod';
import { createTransport } from '../../couch/create-transport.ts';
import type { CouchCredentials, Transport } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';
import { reportError } from '../../shared/errors.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';
import type { Registry } from '../registry/registry.ts';
import { startSync } from '../sync/start-sync.ts';
import { emptyStatus } from '../sync/status-board.ts';
import type { Sync, SyncMemory } from '../sync/sync.ts';
import { verifyServer } from './verify-server.ts';

const memorySchema = z.object({
  couchdbUuid: z.string(),
  pushedSeq: z.number().int().min(0),
  agreement: z
    .object({ at: z.iso.datetime(), localSeq: z.number(), remoteSeq: z.string() })
    .nullable(),
});

export interface SyncTarget {
  readonly url: string;
  readonly couchdbUuid: string;
  readonly credentials: CouchCredentials;
}

/** Holds the one replication of the console: started, replaced and stopped with the connection. */
export interface SyncKeeper {
  readonly start: (target: SyncTarget) => Promise<void>;
  readonly isRunning: () => boolean;
  /** Tells what is remembered of a server that nothing is replicated with yet. */
  readonly recall: (couchdbUuid: string) => Promise<void>;
  /** Could not even be started; the status tells why. */
  readonly fail: (error: unknown) => void;
  readonly status: () => SyncStatus;
  readonly now: () => Promise<SyncStatus>;
  readonly online: () => void;
  readonly stop: () => Promise<void>;
}

export function createSyncKeeper(options: {
  readonly directory: string;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onStatus: (status: SyncStatus) => void;
  readonly onProblem: (error: unknown) => void;
}): SyncKeeper {
  const { directory, registry, clock, random } = options;
  const path = join(directory, 'sync.json');
  let running: { readonly sync: Sync; readonly transport: Transport } | null = null;
  let resting: SyncStatus = emptyStatus(registryDatabase, clock.now().toISOString());
  let writing: Promise<void> = Promise.resolve();

  function rest(status: SyncStatus): void {
    resting = status;
    options.onStatus(status);
  }

  function remember(couchdbUuid: string, memory: SyncMemory): void {
    writing = writing
      .then(() => writeDurably(path, JSON.stringify({ couchdbUuid, ...memory })))
      .catch(options.onProblem);
  }

  async function stop(): Promise<void> {
    const old = running;
    running = null;
    await old?.sync.stop();
    await old?.transport.close();
    await writing;
  }

  return {
    start: async ({ url, couchdbUuid, credentials }) => {
      await stop();
      const memory = await readMemory(path, couchdbUuid, registry.seq());
      const transport = createTransport({ url, credentials, clock, random });
      const sync = startSync({
        registry,
        transport,
        database: registryDatabase,
        clock,
        random,
        memory,
        verify: (signal) => verifyServer(transport, { url, couchdbUuid }, signal),
        onStatus: options.onStatus,
        onMemory: (next) => {
          remember(couchdbUuid, next);
        },
      });
      running = { sync, transport };
      options.onStatus(sync.status());
    },
    isRunning: () => running !== null,
    recall: async (couchdbUuid) => {
      const memory = await readMemory(path, couchdbUuid, registry.seq());
      if (memory === null || running !== null) return;
      const { agreement, pushedSeq } = memory;
      rest({ ...resting, agreement, waitingOut: await registry.changesAfter(pushedSeq) });
    },
    fail: (error) => {
      const now = clock.now().toISOString();
      rest({ ...emptyStatus(registryDatabase, now), state: 'error', error: reportError(error) });
    },
    status: () => running?.sync.status() ?? resting,
    now: () => running?.sync.now() ?? Promise.resolve(resting),
    online: () => {
      running?.sync.online();
    },
    stop: async () => {
      const was = running !== null;
      await stop();
      if (was) rest(emptyStatus(registryDatabase, clock.now().toISOString()));
    },
  };
}

/** What was known of this server at the last agreement; nothing where the local sequences do not fit. */
async function readMemory(
  path: string,
  couchdbUuid: string,
  localSeq: number,
): Promise<SyncMemory | null> {
  const text = await readIfPresent(path).catch(() => null);
  if (text === null) return null;
  try {
    const memory = memorySchema.parse(JSON.parse(text));
    if (memory.couchdbUuid !== couchdbUuid || memory.pushedSeq > localSeq) return null;
    return { pushedSeq: memory.pushedSeq, agreement: memory.agreement };
  } catch {
    return null;
  }
}
