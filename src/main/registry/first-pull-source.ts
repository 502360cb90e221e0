import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import {
  isPulledDocument,
  type FeedRow,
  type PullBatch,
  type PulledDocument,
} from './first-pull-batches.ts';
import type { ReplicationTarget } from './replication.ts';

/** How many rows apart the feed's sequences are wanted: each costs the server a quarter of its row. */
const sequenceEvery = 100;

const sequenceSchema = z.union([z.string(), z.number()]).transform(String);
const infoSchema = z.object({ doc_count: z.number(), doc_del_count: z.number() });
const pageSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      seq: sequenceSchema.nullable(),
      changes: z.array(z.object({ rev: z.string() })).min(1),
    }),
  ),
  last_seq: sequenceSchema,
});
/** Checked where it stands and by hand: anything else would copy each of many thousand documents. */
const documentSchema = z.custom<PulledDocument>(isPulledDocument);
const bodiesSchema = z.object({
  results: z.array(
    z.object({
      docs: z.array(
        z.object({
          ok: documentSchema.optional(),
          error: z.object({ error: z.string(), reason: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
});

export interface FeedPage {
  readonly rows: readonly FeedRow[];
  readonly lastSeq: string;
}

/** What the first pull reads of a server. */
export interface PullSource {
  /** Documents that the server has, deleted ones included. */
  readonly count: () => Promise<number>;
  /** The feed after a sequence, all leaves, without bodies; sequences only now and then. */
  readonly page: (since: string, limit: number) => Promise<FeedPage>;
  /** The leaves with their histories. One that was purged meanwhile is not among them. */
  readonly bodies: (leaves: PullBatch['leaves']) => Promise<readonly PulledDocument[]>;
  /** A `_local` document, or null. */
  readonly readLocal: (id: string) => Promise<unknown>;
  readonly writeLocal: (id: string, body: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** An answer whose status is no success. PouchDB's errors carry the same. */
class RefusedAnswer extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The server answered ${status}.`);
    this.name = 'RefusedAnswer';
    this.status = status;
  }
}

export function pullSource({ url, fetch }: ReplicationTarget, signal: AbortSignal): PullSource {
  async function send<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    init: { readonly method: string; readonly body?: string } = { method: 'GET' },
  ): Promise<z.output<Schema>> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { ...init, headers, signal });
    const text = await answer.text();
    if (!answer.ok) throw new RefusedAnswer(answer.status);
    return read(text, schema);
  }

  async function bodies(
    wanted: readonly { readonly id: string; readonly rev?: string }[],
    more = '',
  ): Promise<PulledDocument[]> {
    const { results } = await send(`/_bulk_get?revs=true${more}`, bodiesSchema, {
      method: 'POST',
      body: JSON.stringify({ docs: wanted }),
    });
    const documents: PulledDocument[] = [];
    for (const { docs } of results) {
      for (const { ok, error } of docs) {
        if (ok !== undefined) documents.push(ok);
        else if (error?.error !== 'not_found') throw unreadable();
      }
    }
    return documents;
  }

  return {
    count: async () => {
      const { doc_count, doc_del_count } = await send('', infoSchema);
      return doc_count + doc_del_count;
    },
    page: async (since, limit) => {
      const query = new URLSearchParams({
        style: 'all_docs',
        since,
        limit: String(limit),
        seq_interval: String(sequenceEvery),
      });
      const { results, last_seq } = await send(`/_changes?${query.toString()}`, pageSchema);
      const rows = results.map(({ id, seq, changes }) => ({
        id,
        seq,
        revs: changes.map(({ rev }) => rev),
      }));
      return { rows, lastSeq: last_seq };
    },
    bodies: async (leaves) => {
      const documents = await bodies(withoutNeedlessRevs(leaves));
      const attached = documents.filter(({ _attachments }) => _attachments !== undefined);
      if (attached.length === 0) return documents;
      const wanted = attached.map(({ _id, _rev }) => ({ id: _id, rev: _rev }));
      const whole = await bodies(wanted, '&latest=true&attachments=true');
      return [...documents.filter((document) => !attached.includes(document)), ...whole];
    },
    readLocal: async (id) => {
      try {
        return await send(`/${localPath(id)}`, z.unknown());
      } catch (error) {
        if (error instanceof RefusedAnswer && error.status === 404) return null;
        throw error;
      }
    },
    writeLocal: async (id, body) => {
      await send(`/${localPath(id)}`, z.unknown(), { method: 'PUT', body: JSON.stringify(body) });
    },
  };
}

/**
 * Of a document with one leaf none need be named, which costs the server a fifth less. If it has others by
 * now, they come too, or the feed tells of them later.
 */
function withoutNeedlessRevs(
  leaves: PullBatch['leaves'],
): readonly { readonly id: string; readonly rev?: string }[] {
  return leaves.map((leaf, at) => {
    const alone = leaves[at - 1]?.id !== leaf.id && leaves[at + 1]?.id !== leaf.id;
    return alone ? { id: leaf.id } : leaf;
  });
}

function localPath(id: string): string {
  return `_local/${encodeURIComponent(id.slice('_local/'.length))}`;
}

function read<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw garbage();
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw garbage();
  return parsed.data;
}

function garbage(): ConsoleError {
  return new ConsoleError('server-garbage', 'The server gave an answer that makes no sense.', {
    remedy: 'Check that the address leads to CouchDB itself and to nothing in front of it.',
  });
}

function unreadable(): ConsoleError {
  return new ConsoleError('server-failed', 'The server could not read some of its documents.', {
    remedy: 'Check the log of the server; the console tries again by itself.',
  });
}
