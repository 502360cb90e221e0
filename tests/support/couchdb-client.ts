import { z } from 'zod';
import type { CouchDbAddress } from './couchdb-address.ts';

export interface RawAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Plain HTTP with Basic authentication, sharing nothing with the client under test. */
export type RawClient = (method: string, path: string, body?: unknown) => Promise<RawAnswer>;

/** @param identity null for anonymous */
export function rawClient(
  server: Pick<CouchDbAddress, 'url'>,
  identity: { readonly username: string; readonly password: string } | null,
): RawClient {
  const authorization =
    identity === null
      ? null
      : `Basic ${Buffer.from(`${identity.username}:${identity.password}`).toString('base64')}`;
  return async (method, path, body) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(authorization === null ? {} : { authorization }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return { status: answer.status, body: parsed };
  };
}

const rows = z.object({ rows: z.array(z.object({ id: z.string(), doc: z.unknown() })) });

/** Everything in a database and around it that must not change, as one text. */
export async function fingerprint(admin: RawClient, database: string): Promise<string> {
  const path = `/${encodeURIComponent(database)}`;
  const [documents, security] = await Promise.all([
    admin('GET', `${path}/_all_docs?include_docs=true`),
    admin('GET', `${path}/_security`),
  ]);
  return JSON.stringify([rows.parse(documents.body).rows, security]);
}
