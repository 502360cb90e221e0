import { PassThrough } from 'node:stream';
import type { Clock } from '../../shared/clock.ts';
import type { Changes } from './changes.ts';

export interface FeedOptions {
  readonly kind: 'longpoll' | 'continuous' | 'eventsource';
  readonly since: string;
  /** How many rows end it; null: none do. */
  readonly limit: number | null;
  /** True: it ends with what there is now. */
  readonly once: boolean;
  /** Milliseconds between signs of life; null: none are sent, and it ends after `timeout` without news. */
  readonly heartbeat: number | null;
  readonly timeout: number;
  readonly clock: Clock;
  readonly changes: (since: string, limit: number | null) => Changes;
  readonly onChange: (listener: () => void) => () => void;
  /** Tells of everything that may end it, which is more than what changes it. */
  readonly onNews: (listener: () => void) => () => void;
  /** Whether whoever reads it may still do so; asked before each piece, and at all news. */
  readonly mayGoOn: () => boolean;
  readonly ending: AbortSignal;
}

/** How often at least it is looked whether the reader may go on, in milliseconds: a token's end is no news. */
const look = 1000;
/** A sign of life sooner than it was asked for harms nobody, and ends what nobody reads any more. */
const longestSilence = 5000;

/** An answer of `_changes` that stays open. It ends itself where it has to, and when its reader goes. */
export function openFeed(options: FeedOptions): PassThrough {
  const { kind, clock, ending } = options;
  const out = new PassThrough();
  let { since } = options;
  let left = options.limit;
  let closed = false;
  let silent = 0;
  let pending = 0;
  let cancelBeat = (): void => undefined;
  let cancelEnd = (): void => undefined;

  function end(text: string): void {
    if (closed) return;
    closed = true;
    cancelBeat();
    cancelEnd();
    for (const stop of stops) stop();
    ending.removeEventListener('abort', finish);
    out.end(text);
  }
  /** As CouchDB ends a feed whose time is over. */
  function finish(): void {
    if (kind === 'eventsource') end('');
    else
      end(
        `${JSON.stringify({ ...(kind === 'longpoll' ? { results: [] } : {}), last_seq: since, pending })}\n`,
      );
  }
  function rest(): void {
    cancelEnd();
    if (options.heartbeat === null) cancelEnd = clock.timer(options.timeout, finish);
  }
  function push(): void {
    if (closed) return;
    if (!options.mayGoOn()) {
      finish();
      return;
    }
    // What came meanwhile waits in the registry and not here, for as long as the reader does.
    if (out.writableNeedDrain) return;
    const found = options.changes(since, left);
    if (found.results.length === 0) {
      ({ last_seq: since, pending } = found);
      if (options.once || left === 0) finish();
      return;
    }
    if (kind === 'longpoll') {
      end(`${JSON.stringify(found)}\n`);
      return;
    }
    for (const one of found.results) {
      const text = JSON.stringify(one);
      out.write(
        kind === 'continuous'
          ? `${text}\n`
          : `data: ${text}\nid: ${JSON.stringify(one['seq'])}\n\n`,
      );
    }
    since = found.last_seq;
    pending = found.pending;
    rest();
    if (left !== null) left -= found.results.length;
    if (options.once || left === 0) finish();
    else if (pending > 0) push();
  }
  function check(): void {
    if (!options.mayGoOn()) finish();
  }
  function beat(): void {
    const every = Math.min(options.heartbeat ?? look, look);
    cancelBeat = clock.timer(every, () => {
      check();
      if (closed) return;
      silent += every;
      if (out.writableNeedDrain) silent = 0;
      if (options.heartbeat !== null && silent >= Math.min(options.heartbeat, longestSilence)) {
        silent = 0;
        out.write(kind === 'eventsource' ? 'event: heartbeat\ndata: \n\n' : '\n');
      }
      beat();
    });
  }

  const stops = [options.onChange(push), options.onNews(check)];
  out.on('drain', push);
  out.on('close', () => {
    end('');
  });
  ending.addEventListener('abort', finish);
  rest();
  beat();
  push();
  if (ending.aborted) finish();
  return out;
}
