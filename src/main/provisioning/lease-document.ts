import { z } from 'zod';
import { ServerGarbageError } from '../../couch/errors.ts';
import { parseAnswer } from '../../couch/parse-answer.ts';
import type { CouchRequest, CouchResponse, Requester } from '../../couch/transport.ts';
import { leaseDocumentId, leaseSchema, type Lease } from '../../shared/documents/lease.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { LeaseLeaf } from '../../shared/planning/lease-rules.ts';

/** A lease that answers slowly is no use; in milliseconds. */
const timeout = 5000;
const path = [registryDatabase, leaseDocumentId];

const bodySchema = z.record(z.string(), jsonSchema);
const revisionSchema = z.looseObject({
  _rev: z.string(),
  _conflicts: z.array(z.string()).default([]),
});

/** The lease document as the server has it, with the server's time. */
export interface LeaseReading {
  /** CouchDB's winner first. */
  readonly leaves: readonly LeaseLeaf[];
  /** Milliseconds since 1970, whole seconds: the server wrote it into its first answer. */
  readonly serverTime: number;
}

/** Reads every live leaf of the lease. */
export async function readLease(
  transport: Requester,
  signal: AbortSignal | undefined,
): Promise<LeaseReading> {
  const request: CouchRequest = {
    method: 'GET',
    path,
    query: { conflicts: true },
    accept: [404],
    timeout,
    ...(signal === undefined ? {} : { signal }),
  };
  const answer = await transport.request(request);
  const serverTime = dateOf(request, answer);
  if (answer.status === 404) return { leaves: [], serverTime };
  const { _rev, _conflicts } = parseAnswer(request, answer, revisionSchema);
  const others = await Promise.all(
    _conflicts.map((rev) => transport.request({ ...request, query: { rev } })),
  );
  return {
    serverTime,
    leaves: [
      { rev: _rev, lease: leaseOrNull(answer.body) },
      ...others.flatMap((other, index) => {
        const rev = _conflicts[index];
        if (rev === undefined || other.status === 404) return [];
        return [{ rev, lease: leaseOrNull(other.body) }];
      }),
    ],
  };
}

/**
 * Writes the lease over a revision. Only `written` means that it is there for all: a part of a cluster that
 * accepted it for itself answers `uncertain`.
 */
export async function writeLease(
  transport: Requester,
  lease: Lease,
  over: string | null,
  signal: AbortSignal | undefined,
): Promise<{ readonly outcome: 'written' | 'conflict' | 'uncertain'; readonly rev: string }> {
  const request: CouchRequest = {
    method: 'PUT',
    path,
    body: withRevision(lease, over),
    accept: [409],
    timeout,
    ...(signal === undefined ? {} : { signal }),
  };
  const answer = await transport.request(request);
  if (answer.status === 409) return { outcome: 'conflict', rev: over ?? '' };
  const { rev } = parseAnswer(request, answer, z.object({ rev: z.string() }));
  return { outcome: answer.status === 201 ? 'written' : 'uncertain', rev };
}

/** Removes a leaf that lost; one that is gone by now is as well. */
export async function removeLeaseLeaf(transport: Requester, rev: string): Promise<void> {
  await transport.request({ method: 'DELETE', path, query: { rev }, accept: [404, 409], timeout });
}

function withRevision(lease: Lease, rev: string | null): Readonly<Record<string, Json>> {
  const body = bodySchema.parse(lease);
  delete body['_rev'];
  return rev === null ? body : { ...body, _rev: rev };
}

function dateOf({ method }: CouchRequest, answer: CouchResponse): number {
  const time = Date.parse(answer.headers.get('date') ?? '');
  if (!Number.isNaN(time)) return time;
  throw new ServerGarbageError(
    { method, path: `/${path.join('/')}`, status: answer.status, error: 'no date', reason: null },
    {
      message: 'The server does not tell its time, without which nobody can hold the lease.',
      remedy: 'Check that no proxy in front of CouchDB takes the Date header out of answers.',
    },
  );
}

function leaseOrNull(body: unknown): Lease | null {
  const parsed = leaseSchema.safeParse(body);
  return parsed.success ? parsed.data : null;
}
