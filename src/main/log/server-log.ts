import { setImmediate } from 'node:timers/promises';
import { allDocsByKeys, allDocsPage, type ListedDocument } from '../../couch/all-docs-page.ts';
import { changesPage } from '../../couch/changes-page.ts';
import { databaseInfo, type DatabaseInfo } from '../../couch/database-info.ts';
import type { Requester } from '../../couch/transport.ts';
import type { OlderEntries } from '../../shared/bridge/log-views.ts';
import type { AuditEntry } from '../../shared/documents/audit.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { boundaryId, firstEntryId, lastEntryId } from '../../shared/log/entry-id.ts';
import {
  entryFacts,
  entryMatcher,
  isWide,
  type EntryFacts,
  type EntryFilter,
} from '../../shared/log/entry-filter.ts';
import type { LogVerifier } from '../../shared/log/log-verifier.ts';
import { shownEntry } from '../../shared/log/shown-entry.ts';
import { logDatabase } from '../../shared/naming.ts';
import { sha256 } from './sha256.ts';

const pageSize = 500;
/** Entries checked before the event loop has its turn: some milliseconds. */
export const checkedPerTurn = 40;
/** Entries looked at for one answer; a filter may find hardly any among very many. */
const lookedAtOnce = 5000;
/** Rounds in which what came in meanwhile is read; a log that is written on all the time has no end. */
const rounds = 5;

/**
 * Reads the whole log of the server into a verifier, what comes in meanwhile too.
 * @param onRead told after every page; `total` is what the server counts
 */
export async function readWholeLog(
  transport: Requester,
  verifier: LogVerifier,
  onRead: (checked: number, total: number) => void,
): Promise<void> {
  const { updateSeq, documents } = await logInfo(transport);
  let since = updateSeq;
  let checked = 0;
  let reading = entriesFrom(transport, null);
  for (;;) {
    const page = await reading;
    const last = page.at(-1);
    if (last === undefined) break;
    // The server looks for the next page while this one is checked.
    reading = page.length < pageSize ? Promise.resolve([]) : entriesFrom(transport, last._id);
    reading.catch(() => undefined);
    await check(verifier, page);
    checked += page.length;
    onRead(checked, Math.max(checked, documents));
  }
  // An entry written offline comes with an old instant, behind where the reading had got to.
  for (let round = 0; round < rounds; round += 1) {
    const changes = await changesPage(transport, logDatabase, since, pageSize);
    since = changes.lastSeq;
    const ids = changes.ids.filter((id) => id.startsWith(firstEntryId) && !verifier.has(id));
    await check(verifier, await allDocsByKeys(transport, logDatabase, ids));
    if (changes.pending === 0) break;
  }
}

function entriesFrom(
  transport: Requester,
  after: string | null,
): Promise<readonly ListedDocument[]> {
  return allDocsPage(transport, logDatabase, {
    start: after ?? firstEntryId,
    end: lastEntryId,
    descending: false,
    skip: after === null ? 0 : 1,
    limit: pageSize,
  });
}

async function check(verifier: LogVerifier, bodies: readonly unknown[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += checkedPerTurn) {
    for (const body of bodies.slice(start, start + checkedPerTurn)) verifier.add(body);
    await setImmediate();
  }
}

/**
 * Entries before an instant or another entry that a filter finds, newest first. Looks at so many at a time;
 * `next` says where to look on.
 */
export async function olderEntries(
  transport: Requester,
  query: EntryFilter & { readonly before: string; readonly limit: number },
): Promise<OlderEntries> {
  const { before, limit, ...filter } = query;
  const rows: AuditEntry[] = [];
  const matches = entryMatcher(filter);
  const narrow = filter.tenantId !== null || !isWide(filter);
  const end = filter.from === undefined ? firstEntryId : boundaryId(filter.from);
  // Nothing has the id of an instant alone, so that only an entry itself has to be left out.
  let start = before.startsWith(firstEntryId) ? before : boundaryId(before);
  if (filter.to !== undefined && boundaryId(filter.to) < start) start = boundaryId(filter.to);
  const asked = narrow ? pageSize : Math.min(pageSize, limit + 1);
  for (let looked = 0; start > end;) {
    const page = await allDocsPage(transport, logDatabase, {
      start,
      end,
      descending: true,
      skip: 0,
      limit: asked + 1,
    });
    for (const [index, body] of page.entries()) {
      if (body._id === start) continue;
      if (index % checkedPerTurn === 0) await setImmediate();
      const whole = body['_conflicts'] === undefined;
      if (narrow && whole && !finds(matches, body)) continue;
      const entry = await trueEntry(transport, body);
      if (narrow && !finds(matches, entry)) continue;
      rows.push(entry);
      if (rows.length >= limit) return { rows, next: entry._id };
    }
    const last = page.at(-1);
    if (last === undefined || page.length <= asked) break;
    start = last._id;
    looked += page.length;
    if (looked >= lookedAtOnce) return { rows, next: start };
  }
  return { rows, next: null };
}

function finds(matches: (facts: EntryFacts) => boolean, body: unknown): boolean {
  const facts = entryFacts(body);
  return facts !== null && matches(facts);
}

/** The entry that the id names, though a forged revision may have won over it. */
async function trueEntry(transport: Requester, body: ListedDocument) {
  const shown = shownEntry(body._id, body, sha256);
  const conflicts = body['_conflicts'];
  if (
    conflicts === undefined ||
    !Array.isArray(conflicts) ||
    shown.action !== 'log_entry_altered'
  ) {
    const { _conflicts, ...entry } = shown;
    return _conflicts === undefined ? shown : entry;
  }
  for (const rev of conflicts) {
    if (typeof rev !== 'string') continue;
    const answer = await transport.request({
      method: 'GET',
      path: [logDatabase, body._id],
      query: { rev },
      accept: [404],
    });
    const other = shownEntry(body._id, answer.body, sha256);
    if (other.action !== shown.action) return other;
  }
  return shown;
}

async function logInfo(transport: Requester): Promise<DatabaseInfo> {
  const info = await databaseInfo(transport, logDatabase);
  if (info !== null) return info;
  throw new ConsoleError('not-found', 'The server has no database for the audit log.', {
    remedy: 'Connect again as a server administrator, so that it is made.',
  });
}
