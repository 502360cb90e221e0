import type { Dispatcher } from 'undici';
import { serviceAddressProblem } from '../../shared/people/service-address.ts';

/** Reads JSON from an address of a service. Throws where there is none. */
export type FetchJson = (address: string) => Promise<unknown>;

/** Milliseconds. */
const patience = 5_000;
const longestAnswer = 262_144;

/**
 * Reads small JSON documents over https, or http on this machine. Follows no redirect, so that an address
 * that was checked is the one that is asked; sends nothing but the question.
 */
export function createFetchJson(dispatcher: Dispatcher): FetchJson {
  return async (address) => {
    if (serviceAddressProblem(address) !== null) throw new Error('The address cannot be used.');
    const url = new URL(address);
    const answer = await dispatcher.request({
      origin: url.origin,
      path: url.pathname,
      method: 'GET',
      headers: { accept: 'application/json' },
      headersTimeout: patience,
      bodyTimeout: patience,
      signal: AbortSignal.timeout(2 * patience),
    });
    if (answer.statusCode !== 200) {
      await answer.body.dump();
      throw new Error(`It answered ${String(answer.statusCode)}.`);
    }
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of chunks(answer.body)) {
      length += part.length;
      if (length > longestAnswer) throw new Error('The answer is too long.');
      parts.push(part);
    }
    const document: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    return document;
  };
}

/** A body says nothing of what it is made of. */
function chunks(body: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  return body;
}
