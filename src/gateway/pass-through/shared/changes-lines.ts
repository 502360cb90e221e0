import type { Readable } from 'node:stream';
import { GatewayError } from '../../errors.ts';
import { isRecord, type JsonObject } from '../json-body.ts';

export interface FeedOptions {
  /** Bytes of one line at most. */
  readonly limit: number;
  /** A row as it may be seen. */
  readonly shown: (row: JsonObject) => Promise<JsonObject>;
}

/**
 * Rewrites CouchDB's answer to `_changes` line by line as it comes, in whatever kind of feed: one row a line,
 * inside `{"results":[ … ],"last_seq":…}`, alone (continuous), or after `data:` (event source). How many
 * changes wait is left out, since it counts everybody's. A line that is none of these ends the answer with
 * an error: nothing passes that was not understood.
 */
export async function* ownFeed(
  body: Readable,
  { limit, shown }: FeedOptions,
): AsyncGenerator<string> {
  let began = false;
  let tail: string | null = null;
  let rows = 0;
  for await (const line of linesOf(body, limit)) {
    if (tail !== null) {
      tail += line;
    } else if (line === '') {
      // A heartbeat, or the end of an event.
      yield '\n';
    } else if (!began && /^\{"results":\[\s*$/.test(line)) {
      began = true;
      yield '{"results":[\n';
    } else if (began && line.startsWith(']')) {
      tail = line;
    } else if (began) {
      const row = await shown(record(line.replace(/,\s*$/, '')));
      yield `${rows === 0 ? '' : ',\n'}${JSON.stringify(row)}`;
      rows += 1;
    } else if (line.startsWith('{')) {
      yield `${JSON.stringify(await shownLine(record(line), shown))}\n`;
    } else if (line.startsWith('data: {')) {
      yield `data: ${JSON.stringify(await shownLine(record(line.slice(6)), shown))}\n`;
    } else if (/^(?:id: |event: heartbeat|data: *$)/.test(line)) {
      yield `${line}\n`;
    } else {
      throw new GatewayError('upstream_failed');
    }
  }
  if (!began) return;
  // Broken off in between: the client must not take it for whole.
  if (tail === null) throw new GatewayError('upstream_failed');
  const end = record(tail.replace(/^\]\s*,?\s*/, '{'));
  yield `\n],\n${JSON.stringify(withoutPending(end)).slice(1)}\n`;
}

async function shownLine(line: JsonObject, shown: FeedOptions['shown']): Promise<JsonObject> {
  return 'last_seq' in line && !('changes' in line) ? withoutPending(line) : shown(line);
}

function withoutPending({ last_seq }: JsonObject): JsonObject {
  return { last_seq };
}

function record(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // The parser's own message would quote it.
  }
  throw new GatewayError('upstream_failed');
}

/** Lines without their ends. Splitting bytes is safe: the byte of a line end is in no other character. */
async function* linesOf(body: Readable, limit: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    let rest = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
      yield Buffer.concat([...parts, rest.subarray(0, at)])
        .toString('utf8')
        .replace(/\r$/, '');
      parts = [];
      length = 0;
      rest = rest.subarray(at + 1);
    }
    length += rest.length;
    if (length > limit) throw new GatewayError('upstream_failed');
    if (rest.length > 0) parts.push(rest);
  }
  if (length > 0) yield Buffer.concat(parts).toString('utf8');
}
