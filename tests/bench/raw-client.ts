import { Client } from 'undici';
import type { CouchDbAddress } from '../support/couchdb-address.ts';

/** One connection: sends a request and resolves with its status and, where asked for, its text. */
export type RawSend = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: string | null,
  keep?: boolean,
) => Promise<string>;

/** The fastest client one can reasonably write for Node: what everything else is measured by. */
export interface RawConnections {
  /** Each connection takes the next item as soon as it has done its last one. */
  readonly forEach: <T>(
    items: readonly T[],
    work: (send: RawSend, item: T) => Promise<unknown>,
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens and warms up keep-alive connections that share one cookie session. Nothing of an answer is looked
 * at but its status, unless the text is asked for. A status of 400 and above throws.
 */
export async function openRawConnections(
  server: CouchDbAddress,
  connections: number,
): Promise<RawConnections> {
  const { origin } = new URL(server.url);
  const cookie = await signIn(server);
  const headers = { cookie, 'content-type': 'application/json', accept: 'application/json' };
  const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
  const senders = clients.map(
    (client): RawSend =>
      (method, path, body = null, keep = false) =>
        new Promise((resolve, reject) => {
          let status = 0;
          const chunks: Buffer[] = [];
          client.dispatch(
            { method, path, headers, body },
            {
              onRequestStart: () => undefined,
              onResponseStart: (_controller, answered) => {
                status = answered;
              },
              onResponseData: (_controller, chunk) => {
                if (keep || status >= 400) chunks.push(chunk);
              },
              onResponseEnd: () => {
                const text = Buffer.concat(chunks).toString();
                if (status < 400) resolve(text);
                else reject(new Error(`${method} ${path}: ${status} ${text}`));
              },
              onResponseError: (_controller, error) => {
                reject(error);
              },
            },
          );
        }),
  );
  await Promise.all(senders.map((send) => send('GET', '/')));
  return {
    forEach: async (items, work) => {
      const left = items.values();
      await Promise.all(
        senders.map(async (send) => {
          for (const item of left) await work(send, item);
        }),
      );
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.destroy()));
    },
  };
}

async function signIn({ url, username, password }: CouchDbAddress): Promise<string> {
  const answer = await fetch(`${url}/_session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: username, password }),
  });
  await answer.arrayBuffer();
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  if (cookie === '') throw new Error(`no session at ${url} (status ${answer.status})`);
  return cookie;
}
