import { z } from 'zod';
import { rawClient } from '../support/couchdb-client.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';

const counterSchema = z.object({ value: z.number() });

/**
 * HTTP requests that the server has counted so far, those of everybody. Null where it does not tell, as
 * the practice server.
 */
async function requestCount(server: CouchDbAddress): Promise<number | null> {
  const answer = await rawClient(server, server)(
    'GET',
    '/_node/_local/_stats/couchdb/httpd/requests',
  );
  const read = counterSchema.safeParse(answer.body);
  return read.success ? read.data.value : null;
}

/** Runs it and answers how many requests reached the server meanwhile; null where nobody counts. */
export async function counted<T>(
  server: CouchDbAddress,
  work: () => Promise<T>,
): Promise<{ readonly requests: number | null; readonly value: T }> {
  const before = await requestCount(server);
  const value = await work();
  const after = await requestCount(server);
  // The second look is one of them.
  return { requests: before === null || after === null ? null : after - before - 1, value };
}
