import { z } from 'zod';
import type { Transport } from '../../couch/transport.ts';
import { ConsoleError } from '../../shared/errors.ts';
import {
  comparePast,
  readRemembered,
  type Mark,
  type Past,
  type Remembered,
  type ServerMark,
} from './mark.ts';
import type { SyncedStore } from './synced-store.ts';

const serverMarkSchema = z.object({ count: z.number().int(), nonce: z.string() });

/** The marks of one local database and one on a server. Calls must not overlap. */
export interface Marks {
  /** The newest one remembered here, without asking the server. */
  readonly last: () => Promise<Mark | null>;
  /** Asks the server for its mark and compares. @param instance which database the server has now */
  readonly look: (instance: () => Promise<string>, signal: AbortSignal) => Promise<Past>;
  /** Makes a new mark on both sides. Errors: the server's, and the store's. */
  readonly make: (reached: Omit<Mark, 'count' | 'nonce'>, signal: AbortSignal) => Promise<void>;
  /** The last one made or found to hold in this process. */
  readonly confirmed: () => Mark | null;
  /** Nothing remembered counts any more. */
  readonly forget: () => Promise<void>;
}

export function openMarks(options: {
  readonly store: Pick<SyncedStore, 'recall' | 'remember'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly database: string;
  readonly couchdbUuid: string;
  readonly random: () => number;
  /** Throws where another server answers by now; asked right before every write, and nothing comes between. */
  readonly verify: (signal: AbortSignal) => Promise<void>;
}): Marks {
  const { store, transport, database, couchdbUuid, random, verify } = options;
  let state: Remembered | null = null;

  async function loaded(): Promise<Remembered> {
    state ??= readRemembered(await store.recall(), couchdbUuid) ?? {
      format: 1,
      couchdbUuid,
      id: randomText(random),
      confirmed: null,
      pending: null,
    };
    return state;
  }

  async function keep(next: Remembered): Promise<void> {
    await store.remember(JSON.stringify(next));
    state = next;
  }

  const path = ({ id }: Remembered) => [database, '_local', `mycouch-sync-${id}`];

  async function onServer(known: Remembered, signal: AbortSignal): Promise<ServerMark | null> {
    const { status, body } = await transport.request({
      method: 'GET',
      path: path(known),
      accept: [404],
      signal,
    });
    if (status === 404) return null;
    const parsed = serverMarkSchema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new ConsoleError('server-garbage', 'The server gave an answer that makes no sense.', {
      remedy: 'Check that the address leads to CouchDB itself and to nothing in front of it.',
    });
  }

  return {
    last: async () => {
      const { pending, confirmed } = await loaded();
      return confirmed ?? pending;
    },
    look: async (instance, signal) => {
      const known = await loaded();
      if (known.confirmed === null && known.pending === null) return { kind: 'none' };
      const found = await onServer(known, signal);
      const past = comparePast(known, found, await instance());
      if (past.kind === 'continued') state = { ...known, confirmed: past.mark, pending: null };
      return past;
    },
    make: async (reached, signal) => {
      const known = await loaded();
      const count = Math.max(known.confirmed?.count ?? 0, known.pending?.count ?? 0) + 1;
      const made: Mark = { count, nonce: randomText(random), ...reached };
      // First here: a mark that the server has and nobody knows would look like a server set back.
      await keep({ ...known, pending: made });
      // CouchDB asks for no revision here; the last write wins. Not tried again where it got no answer: by
      // then another server may be at this address.
      await verify(signal);
      await transport.request({
        method: 'PUT',
        path: path(known),
        body: { count, nonce: made.nonce },
        signal,
      });
      await keep({ ...known, confirmed: made, pending: null });
    },
    confirmed: () => state?.confirmed ?? null,
    forget: async () => {
      await keep({ ...(await loaded()), confirmed: null, pending: null });
    },
  };
}

function randomText(random: () => number): string {
  const part = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return `${part()}${part()}`;
}
