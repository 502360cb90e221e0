import { getAllLeaves } from '../../couch/get-all-leaves.ts';
import type { Requester } from '../../couch/transport.ts';
import { writeDocuments } from '../../couch/write-documents.ts';
import type { Command, CommandContext } from '../../shared/commands/command.ts';
import { compareRevs } from '../../shared/conflicts/compare-revs.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { registryDatabase } from '../../shared/naming.ts';
import { readEntry } from '../../shared/registry/entry.ts';
import {
  isOverLeaves,
  otherForm,
  requireWritable,
  writtenForm,
} from '../../shared/registry/written-form.ts';
import type { GatewayLog } from './audit-log.ts';
import { asBody, contentOf, type Body } from './document-body.ts';
import { isHeld, type DocumentState } from './document-state.ts';
import type { Follower } from './follow.ts';
import { settleBegun } from './settle-begun.ts';
import { writeStages } from './write-stages.ts';

/** Times that a command is run when others are quicker each time. */
const attempts = 6;
/** Milliseconds until an answer must be whole: somebody is waiting. */
const answerTime = 10_000;

/** One document as it went out in this command. */
interface Sent {
  /** What the command saw before. */
  readonly before: DocumentState;
  readonly rev: string;
  readonly content: string;
}

/**
 * Runs a command against the memory and writes what it wants to CouchDB, stage by stage, each document on
 * top of the revision that was read. Where somebody else was quicker, theirs is read and the command runs
 * again, as though nothing of it had been written yet: the same instant, the same ids, so that what was
 * written already is found to be the same or is written over. Nobody else may execute meanwhile.
 */
export async function executeCommand<Result>(options: {
  readonly command: Command<Result>;
  readonly context: CommandContext;
  readonly transport: Requester;
  readonly follower: Pick<Follower, 'memory' | 'reread' | 'wrote' | 'tell'>;
  readonly log: GatewayLog;
}): Promise<Result> {
  const { transport, follower, log, context } = options;
  const sent = new Map<string, Sent>();
  const made = rememberedUuids(context.uuid);
  let begun: string | null = null;
  // Before anything of it is written over, and it can be told no more.
  if (log.begun().length > 0) await settleBegun(transport, log);

  for (let attempt = 1; ; attempt += 1) {
    const befores = new Map([...sent].map(([id, { before }]) => [id, before]));
    const snapshot = follower.memory().snapshotWith(befores);
    let outcome;
    let documents: readonly IndexedDocument[];
    try {
      outcome = options.command(snapshot, { ...context, uuid: made.fromTheFirst() });
      if ((outcome.resolutions ?? []).length > 0) throw noResolutions();
      documents = outcome.documents.filter((document) => !isMadeAlready(document, follower));
      requireWritable(
        documents.filter(({ _id }) => !sent.has(_id)),
        known(follower),
      );
    } catch (error) {
      await settle('failed');
      throw error;
    }
    if (documents.length + outcome.audit.length === 0) {
      await settle('ok');
      return outcome.result;
    }

    const bodies = await Promise.all(documents.map((document) => bodyOf(document)));
    // What is told is what the last run says; the note before stays until this one is there.
    const earlier = begun;
    begun = null;
    if (outcome.audit.length > 0) {
      const id = context.uuid();
      await log.begin({
        id,
        drafts: outcome.audit.map((draft) => ({ ...draft, details: { ...draft.details } })),
        documents: bodies.map((body) => ({
          id: idOf(body),
          rev: sent.get(idOf(body))?.before?.entry.rev ?? revOf(body),
          content: contentOf(body),
        })),
      });
      begun = id;
    }
    if (earlier !== null) await log.drop(earlier);

    let quicker: string | null = null;
    for (const stage of writeStages(documents)) {
      const ids = new Set(stage.map(({ _id }) => _id));
      quicker = await writeStage(bodies.filter((body) => ids.has(idOf(body))));
      if (quicker !== null) break;
    }
    if (quicker === null) {
      await settle('ok');
      return outcome.result;
    }
    if (attempt === attempts) {
      await settle('failed');
      throw otherForm(quicker);
    }
  }

  /** Ends what was noted for the log. */
  async function settle(how: 'ok' | 'failed'): Promise<void> {
    if (begun === null) return;
    if (how === 'failed' && sent.size === 0) await log.drop(begun);
    else await log.confirm(begun, how);
    begun = null;
  }

  async function bodyOf(document: IndexedDocument): Promise<Body> {
    const earlier = sent.get(document._id);
    if (earlier !== undefined) return asBody({ ...document, _rev: earlier.rev });
    if (!isOverLeaves(document, known(follower))) return asBody(document);
    const leaves = await getAllLeaves(transport, registryDatabase, [document._id]);
    const stored = leaves.get(document._id)?.find(({ _rev }) => _rev === document._rev);
    // Somebody was quicker, which shows when it is written.
    return asBody(stored === undefined ? document : writtenForm(document, stored, known(follower)));
  }

  /** Writes one stage; answers a document that somebody else was quicker with, read anew by then. */
  async function writeStage(bodies: readonly Body[]): Promise<string | null> {
    const todo = bodies.filter((body) => sent.get(idOf(body))?.content !== contentOf(body));
    const rows = await writeDocuments(transport, registryDatabase, todo, { timeout: answerTime });
    const failed = rows.flatMap((row) => ('error' in row ? [row] : []));
    const byId = new Map(todo.map((body) => [idOf(body), body]));
    for (const row of rows) {
      const body = byId.get(row.id);
      if ('rev' in row && body !== undefined) await noteSent(row.id, row.rev, body);
    }
    const other = failed.find(({ error }) => error !== 'conflict');
    if (other !== undefined) throw notTaken(other.id, other.error);
    const ids = failed.map(({ id }) => id);
    if (ids.length === 0) return null;
    const leaves = await getAllLeaves(transport, registryDatabase, ids, { timeout: answerTime });
    let quicker: string | null = null;
    for (const id of ids) {
      const body = byId.get(id);
      const own = (leaves.get(id) ?? []).find(
        (leaf) => body !== undefined && contentOf(asBody(leaf)) === contentOf(body),
      );
      // Its answer was lost, and it was written all the same.
      if (own !== undefined && body !== undefined) await noteSent(id, own._rev, body);
      else {
        // What was written here before is not what is there now, so the command has to see that.
        sent.delete(id);
        quicker = id;
      }
    }
    await follower.reread(ids);
    return quicker;
  }

  /** Takes what was written into the memory, before the feed tells of it. */
  async function noteSent(id: string, rev: string, body: Body): Promise<void> {
    const memory = follower.memory();
    const entry = memory.entries().get(id);
    const others = memory.conflicts().get(id)?.slice(1) ?? [];
    const first = sent.get(id)?.before;
    const before = first === undefined ? (entry === undefined ? null : { entry, others }) : first;
    sent.set(id, { before, rev, content: contentOf(body) });
    if (!isHeld(id)) return;
    follower.wrote(id);
    const based = revOf(body) ?? undefined;
    if (others.length > 0 || entry?.rev !== based) {
      // More than this write is to be known of it.
      if (entry === undefined || compareRevs(entry.rev, rev) !== 0) await follower.reread([id]);
      return;
    }
    const change = memory.set(id, {
      entry: readEntry(id, rev, { ...body, _rev: rev }),
      others: [],
    });
    if (change !== null) follower.tell({ documents: [change], everything: false });
  }
}

function idOf({ _id: id }: Body): string {
  return typeof id === 'string' ? id : '';
}

function revOf(body: Body): string | null {
  return typeof body['_rev'] === 'string' ? body['_rev'] : null;
}

/** Kinds that are only ever made: one that is there says the same already. */
function isMadeAlready(
  { type, _id, _rev }: IndexedDocument,
  follower: Pick<Follower, 'memory'>,
): boolean {
  const onlyMade = type === 'revocation' || type === 'revoked_token';
  return onlyMade && _rev === undefined && follower.memory().entries().has(_id);
}

function known(follower: Pick<Follower, 'memory'>) {
  const { entries, conflicts } = follower.memory();
  return { entries, conflicts };
}

/** Gives out the same ids again, each time from the first one on. */
function rememberedUuids(uuid: () => string): { readonly fromTheFirst: () => () => string } {
  const made: string[] = [];
  return {
    fromTheFirst: () => {
      let next = 0;
      return () => {
        const one = (made[next] ??= uuid());
        next += 1;
        return one;
      };
    },
  };
}

function noResolutions(): ConsoleError {
  return new ConsoleError('not-allowed-in-state', 'Conflicts are resolved in a console.');
}

function notTaken(id: string, error: string): ConsoleError {
  return new ConsoleError('server-forbidden', 'The server does not take this document.', {
    remedy: 'Check that the gateway’s account is one of an operator.',
    details: { document: id, error: error.slice(0, 100) },
  });
}
