import { z } from 'zod';
import type { Transport } from '../../couch/transport.ts';
import { leaseDocumentId } from '../../shared/documents/lease.ts';
import { ConsoleError } from '../../shared/errors.ts';

const sequenceSchema = z.union([z.string(), z.number()]);
const infoSchema = z.object({ update_seq: sequenceSchema });
const changesSchema = z.object({
  results: z.array(z.object({ id: z.string() })),
  last_seq: sequenceSchema,
  pending: z.number().default(0),
});

/** The server's newest sequence of a database; opaque. */
export async function remoteSequence(
  transport: Pick<Transport, 'request'>,
  database: string,
  signal: AbortSignal,
): Promise<string> {
  const { body } = await transport.request({ method: 'GET', path: [database], signal });
  const parsed = infoSchema.safeParse(body);
  if (!parsed.success) throw garbage();
  return String(parsed.data.update_seq);
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
