import { PassThrough, type Readable } from 'node:stream';

/** What stands in a longpoll before its first change, signs of life aside. */
const start = '{"results":[';

/**
 * A feed that ends as if nothing more came, where it is cut off by us. A longpoll is a whole answer then,
 * without changes; where some have begun to come, or nobody knows since when (`now`), it breaks off.
 * @param feed.since what the longpoll was asked for with
 */
export function endedNeatly(
  body: Readable,
  feed: { readonly signal: AbortSignal; readonly endless: boolean; readonly since: string | null },
): Readable {
  const { signal, endless, since } = feed;
  const out = new PassThrough();
  let seen = '';
  if (!endless) {
    body.on('data', (chunk: Buffer | string) => {
      if (seen.length <= start.length) seen += chunk.toString().trim().slice(0, 100);
    });
  }
  body.once('error', (error) => {
    const end = endless ? '' : endOfLongpoll(seen, since);
    if (signal.aborted && end !== null) out.end(end);
    else out.destroy(error);
  });
  out.once('close', () => body.destroy());
  body.pipe(out);
  return out;
}

function endOfLongpoll(seen: string, since: string | null): string | null {
  if (since === null || since === 'now' || (seen !== '' && seen !== start)) return null;
  const sequence = /^\d+$/.test(since) ? since : JSON.stringify(since);
  return `${seen === '' ? start : ''}\n],\n"last_seq":${sequence},"pending":0}\n`;
}
