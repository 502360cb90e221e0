import { z } from 'zod';
import type { Transport } from '../../couch/transport.ts';
import { leaseDocumentId } from '../../shared/documents/lease.ts';
import { ConsoleError } from '../../shared/errors.ts';

const sequenceSchema = z.union([z.string(), z.number()]);
const infoSchema = z.object({
  update_seq: sequenceSchema,
  instance_start_time: z.string().catch('0'),
});
const changesSchema = z.object({
  results: z.array(z.object({ id: z.string() })),
  last_seq: sequenceSchema,
  pending: z.number().default(0),
});

export interface RemoteState {
  /** The server's newest sequence of a database; opaque. */
  readonly seq: string;
  /** Another one means another database of the same name. */
  readonly instance: string;
}

export async function remoteState(
  transport: Pick<Transport, 'request'>,
  database: string,
  signal: AbortSignal,
): Promise<RemoteState> {
  const { status, body } = await transport.request({
    method: 'GET',
    path: [database],
    accept: [404],
    signal,
  });
  if (status === 404) {
    throw new ConsoleError('not-found', `The server has no database ${database}.`, {
      remedy:
        'Connect to the server again as its administrator: the database is made anew, and what is here is sent to it.',
    });
  }
  const parsed = infoSchema.safeParse(body);
  if (!parsed.success) throw garbage();
  return { seq: String(parsed.data.update_seq), instance: parsed.data.instance_start_time };
}

/**
 * How much the server has after a sequence, and its newest sequence. The lease does not count: it is
 * written on the server all the time, and nothing is decided by what a replica has of it.
 */
export async function remoteChangesAfter(
  transport: Pick<Transport, 'request'>,
  database: string,
  since: string,
  signal: AbortSignal,
): Promise<{ readonly waiting: number; readonly lastSeq: string }> {
  const { body } = await transport.request({
    method: 'GET',
    path: [database, '_changes'],
    query: { since, limit: 1 },
    signal,
  });
  const parsed = changesSchema.safeParse(body);
  if (!parsed.success) throw garbage();
  const { results, pending, last_seq } = parsed.data;
  const onlyLease = pending === 0 && results.every(({ id }) => id === leaseDocumentId);
  return { waiting: onlyLease ? 0 : results.length + pending, lastSeq: String(last_seq) };
}

function garbage(): ConsoleError {
  return new ConsoleError('server-garbage', 'The server gave an answer that makes no sense.', {
    remedy: 'Check that the address leads to CouchDB itself and to nothing in front of it.',
  });
}
