import { readChangesQuery, type ChangesQuery } from './changes-query.ts';
import type { Database } from './database.ts';
import { inPrintOrder } from './document.ts';
import { methodNotAllowed, type Answer, type Exchange, type Write } from './exchange.ts';
import { notOffered } from './failure.ts';
import type { ChangeRow } from './pouch.ts';
import { formatSequence, parseSince, type Position } from './sequence.ts';

const BATCH = 500;

interface Feed {
  readonly database: Database;
  readonly query: ChangesQuery;
  readonly signal: AbortSignal;
  readonly write: Write;
  /** What stands between two rows, and after the last. */
  readonly separator: string;
  /** The store's sequence to continue after, and the rows still wanted. */
  since: number;
  left: number;
  sent: number;
}

const positionAt = async (database: Database, stored: number): Promise<Position> => ({
  ...(await database.info()).position,
  stored,
});

const printRow = (row: ChangeRow, position: Position): string => {
  const { id, changes, deleted, doc } = row;
  return JSON.stringify({
    seq: formatSequence({ ...position, stored: row.seq }),
    id,
    changes,
    ...(deleted === true ? { deleted } : {}),
    ...(doc === undefined || doc === null ? {} : { doc: inPrintOrder(doc) }),
  });
};

/** Sends everything from `since` on, in pieces; false once the client is gone. */
const sendAvailable = async (feed: Feed): Promise<boolean> => {
  const { database, query, write } = feed;
  while (feed.left > 0) {
    const limit = Math.min(BATCH, feed.left);
    const { results, last_seq: last } = await database.use((pouch) =>
      pouch.changes({ ...query.options, since: feed.since, limit }),
    );
    const position = await positionAt(database, 0);
    for (const row of results) {
      const text = printRow(row, position);
      const gap = feed.sent === 0 && feed.separator === ',\n' ? '' : feed.separator;
      const piece = feed.separator === '\n' ? `${text}\n` : `${gap}${text}`;
      if (!(await write(piece))) return false;
      feed.sent += 1;
      feed.left -= 1;
    }
    feed.since = Math.max(feed.since, results.at(-1)?.seq ?? last);
    if (results.length < limit) {
      feed.since = Math.max(feed.since, last);
      return true;
    }
  }
  return true;
};

/** Waits for news, with signs of life; false when the feed is over. */
const waitForNews = async (feed: Feed, seen: number): Promise<boolean> => {
  const { database, query, signal, write } = feed;
  const beat = query.heartbeat;
  if (database.changeCount() !== seen) return true;
  for (;;) {
    const why = await database.wait(beat ?? query.timeout, signal);
    if (why === 'changed') return true;
    if (why === 'gone' || beat === null) return false;
    if (!(await write('\n'))) return false;
  }
};

/**
 * `last_seq` and `pending`: what is left is told as the number of sequences, an upper bound, since a document
 * that changed twice takes two and is sent once; it is exact where it is 0.
 */
const closing = async (feed: Feed): Promise<string> => {
  const { position } = await feed.database.info();
  const last = formatSequence({ ...position, stored: feed.since });
  const pending = Math.max(0, position.stored - feed.since);
  return `"last_seq":${JSON.stringify(last)},"pending":${pending}}\n`;
};

const runDescending = async (feed: Feed): Promise<void> => {
  const { database, query, write } = feed;
  const { position } = await database.info();
  const { results } = await database.use((pouch) =>
    pouch.changes({
      ...query.options,
      since: feed.since,
      limit: Math.min(feed.left, Number.MAX_SAFE_INTEGER),
      descending: true,
    }),
  );
  await write(results.map((row) => printRow(row, position)).join(',\n'));
  feed.since = results[0]?.seq ?? position.stored;
};

const runList = async (feed: Feed): Promise<void> => {
  const { database, query, write } = feed;
  if (!(await write('{"results":[\n'))) return;
  if (query.descending) {
    if (feed.left > 0) await runDescending(feed);
  } else {
    for (;;) {
      const seen = database.changeCount();
      if (!(await sendAvailable(feed))) return;
      if (query.feed === 'normal' || feed.sent > 0 || feed.left === 0) break;
      if (!(await waitForNews(feed, seen))) break;
    }
  }
  await write(`\n],\n${await closing(feed)}`);
};

const runContinuous = async (feed: Feed): Promise<void> => {
  const { database, write } = feed;
  for (;;) {
    const seen = database.changeCount();
    if (!(await sendAvailable(feed))) return;
    if (feed.left === 0 || !(await waitForNews(feed, seen))) break;
  }
  await write(`{${await closing(feed)}`);
};

/** `_changes`: normal, longpoll and continuous, from any sequence, filtered by ids or a selector. */
export const answerChanges = async (exchange: Exchange, database: Database): Promise<Answer> => {
  if (!['GET', 'HEAD', 'POST'].includes(exchange.method))
    throw methodNotAllowed('GET', 'HEAD', 'POST');
  const query = await readChangesQuery(exchange);
  if (query.descending && query.feed !== 'normal') throw notOffered('descending live feeds');
  const { position } = await database.info();
  const since = parseSince(query.since, position);
  return {
    kind: 'stream',
    run: (write) => {
      const separator = query.feed === 'continuous' ? '\n' : ',\n';
      const { signal } = exchange;
      const feed: Feed = {
        database,
        query,
        signal,
        write,
        separator,
        since,
        left: query.limit,
        sent: 0,
      };
      return query.feed === 'continuous' ? runContinuous(feed) : runList(feed);
    },
  };
};
