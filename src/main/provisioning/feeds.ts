import { pause } from '../../couch/back-off.ts';
import { awaitChanges, changesPage } from '../../couch/changes-page.ts';
import { databaseUpdates } from '../../couch/database-updates.ts';
import { userIdPrefix } from '../../couch/get-user-documents.ts';
import type { Requester } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';

/** Milliseconds that the server holds a long poll open. */
const pollTime = 45_000;
/** Milliseconds to wait after a failure, doubled with each further one. */
const firstPause = 1000;
const longestPause = 60_000;

/** What a feed says has changed; only a hint, since `_security` is in no feed. */
export interface Named {
  readonly databases: readonly string[];
  readonly users: readonly string[];
}

export interface FeedOptions {
  readonly clock: Clock;
  /** From 0 up to 1; spreads attempts in time. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onNamed: (named: Named) => void;
}

/** One feed: asks from a sequence on, and answers with what was named and where to go on; null: there is none. */
type Poll = (
  since: string | null,
) => Promise<{ readonly named: Named; readonly lastSeq: string } | null>;

/**
 * Listens to `_users/_changes` and, where there is one, to `_db_updates`, from now on and until the signal
 * ends it. A feed that breaks is taken up again where it was, after a while. Resolves when both have ended.
 */
export async function followFeeds(transport: Requester, options: FeedOptions): Promise<void> {
  const { signal } = options;
  await Promise.all([
    follow(options, async (since) => {
      if (since === null) {
        const { lastSeq } = await changesPage(transport, '_users', 'now', 1, { signal });
        return { named: nothing, lastSeq };
      }
      const page = await awaitChanges(transport, '_users', since, pollTime, { signal });
      const users = page.ids.flatMap((id) =>
        id.startsWith(userIdPrefix) ? [id.slice(userIdPrefix.length)] : [],
      );
      return { named: { databases: [], users }, lastSeq: page.lastSeq };
    }),
    follow(options, async (since) => {
      const query =
        since === null
          ? { since: 'now', limit: 1 }
          : { feed: 'longpoll', since, timeout: pollTime, limit: 1000 };
      const timeout = pollTime * 2;
      const found = await databaseUpdates(transport, query, { signal, timeout });
      if (found === null) return null;
      const databases = since === null ? [] : found.names;
      return { named: { databases, users: [] }, lastSeq: found.lastSeq };
    }),
  ]);
}

const nothing: Named = { databases: [], users: [] };

async function follow({ clock, random, signal, onNamed }: FeedOptions, poll: Poll): Promise<void> {
  let since: string | null = null;
  let failures = 0;
  while (!ended(signal)) {
    try {
      const answer = await poll(since);
      if (answer === null) return;
      since = answer.lastSeq;
      failures = 0;
      if (answer.named.databases.length + answer.named.users.length > 0) onNamed(answer.named);
    } catch {
      // The sweep tells what is wrong; here it is only a matter of trying again.
      const ceiling = Math.min(longestPause, firstPause * 2 ** failures);
      failures = Math.min(failures + 1, 10);
      await pause(clock, ceiling / 2 + (random() * ceiling) / 2, signal);
    }
  }
}

/** A call, since the value changes between two looks at it. */
function ended(signal: AbortSignal): boolean {
  return signal.aborted;
}
