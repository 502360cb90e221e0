import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { ServerAddress } from '../../couch/address.ts';

/**
 * What CouchDB makes of a token: `accepted`; `ignored` (the JWT handler is not active, so that a token is as
 * good as none); `refused` (it does not know the key, or another check failed); `unreachable`.
 */
export type Acceptance = 'accepted' | 'ignored' | 'refused' | 'unreachable';

/** Asks CouchDB who it takes the sender of a token for. */
export type AskCouchDb = (token: string, subject: string) => Promise<Acceptance>;

const sessionSchema = z.object({ userCtx: z.object({ name: z.string().nullable() }) });

/** Milliseconds for the whole answer. */
const patience = 5_000;
const longestAnswer = 65_536;

export function askSession(dispatcher: Dispatcher, address: ServerAddress): AskCouchDb {
  return async (token, subject) => {
    try {
      const answer = await dispatcher.request({
        origin: address.origin,
        path: `${address.prefix}/_session`,
        method: 'GET',
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        headersTimeout: patience,
        bodyTimeout: patience,
      });
      const text = await readLimited(answer.body);
      if (answer.statusCode >= 500) return 'unreachable';
      if (answer.statusCode !== 200) return 'refused';
      const session = sessionSchema.safeParse(JSON.parse(text));
      if (!session.success) return 'unreachable';
      return session.data.userCtx.name === subject ? 'accepted' : 'ignored';
    } catch {
      // Whatever it was, nothing is known of the key by it.
      return 'unreachable';
    }
  };
}

async function readLimited(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > longestAnswer) throw new Error('The answer is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
