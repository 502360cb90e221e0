import PouchDB from 'pouchdb';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import { z } from 'zod';
import { leaseDocumentId } from '../../src/shared/documents/lease.ts';
import type { Agreement, SyncStatus } from '../../src/shared/sync-status.ts';
import type { RawClient } from './couchdb-client.ts';

PouchDB.plugin(leveldbAdapter);

/** A document's leaves at the sequence of its last change. */
export interface ChangedLeaves {
  readonly id: string;
  readonly seq: number;
  readonly leaves: readonly string[];
}

/** A local database, looked at beside the code that is watched. */
export interface LocalLeaves {
  readonly changed: () => Promise<readonly ChangedLeaves[]>;
  readonly has: (id: string, rev: string) => Promise<boolean>;
}

export interface AgreementWatcher {
  /** What was claimed and was not so. */
  readonly violations: () => readonly string[];
  /** Claims that were looked at to the end. */
  readonly checked: () => number;
  /** Resolves when every claim told so far was looked at. */
  readonly settled: () => Promise<void>;
  /** To be called before the server is set back on purpose: what was claimed of it holds no more. */
  readonly serverSetBack: () => void;
  readonly stop: () => Promise<void>;
}

const changesSchema = z.object({
  results: z.array(
    z.object({ id: z.string(), changes: z.array(z.object({ rev: z.string() })).min(1) }),
  ),
});
const missingSchema = z.record(z.string(), z.object({ missing: z.array(z.string()).optional() }));
const localSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      seq: z.number(),
      changes: z.array(z.object({ rev: z.string() })).min(1),
      doc: z.object({ _rev: z.string(), _conflicts: z.array(z.string()).optional() }).optional(),
    }),
  ),
});
const notThere = z.object({ status: z.literal(404) });

/** The leaves in the LevelDB of a folder, which a registry of this process may have open. */
export function localLeaves(folder: string): LocalLeaves {
  // PouchDB shares one LevelDB between the handles of a process; none of them is closed here.
  const open = () => new PouchDB(folder, { adapter: 'leveldb' });
  return {
    changed: async () => {
      const answer = await open().changes({
        since: 0,
        limit: 1_000_000,
        include_docs: true,
        conflicts: true,
      });
      return localSchema.parse(answer).results.map(({ id, seq, changes, doc }) => {
        const revs = changes.map(({ rev }) => rev);
        return { id, seq, leaves: [...new Set([...revs, ...(doc?._conflicts ?? [])])] };
      });
    },
    has: async (id, rev) => {
      try {
        await open().get(id, { rev });
        return true;
      } catch (error) {
        if (notThere.safeParse(error).success) return false;
        throw error;
      }
    },
  };
}

/**
 * Looks, at each agreement that is told, whether it holds: every leaf that was here up to its local sequence
 * is on the server, and every leaf that was on the server up to its remote sequence is here. Neither side
 * ever loses a revision, so looking a little later is as good. Design documents
 * belong to their own side, and the lease is written past replication: neither counts.
 */
export function watchAgreements(options: {
  /** Calls the listener with every status of that database; the answer ends it. */
  readonly statuses: (listener: (status: SyncStatus) => void) => () => void;
  readonly local: LocalLeaves;
  /** The server itself, with no proxy before it, as an administrator. */
  readonly remote: RawClient;
  readonly database: string;
}): AgreementWatcher {
  const { local, remote } = options;
  const path = `/${encodeURIComponent(options.database)}`;
  const violations: string[] = [];
  let era = 0;
  let stopped = false;
  let checked = 0;
  let told = '';
  let work: Promise<void> = Promise.resolve();

  /** May change while a claim is looked at. */
  const isOver = (begunIn: number) => stopped || begunIn !== era;

  async function answered(method: string, where: string, body?: unknown): Promise<unknown> {
    const answer = await remote(method, `${path}${where}`, body);
    if (answer.status >= 300) throw new Error(`${method} ${where}: ${String(answer.status)}`);
    return answer.body;
  }

  async function lackingThere({ localSeq }: Agreement): Promise<readonly string[]> {
    const asked = new Map(
      (await local.changed())
        .filter(({ id, seq }) => seq <= localSeq && isSent(id))
        .map(({ id, leaves }) => [id, leaves]),
    );
    const answer = await answered('POST', '/_revs_diff', Object.fromEntries(asked));
    return Object.entries(missingSchema.parse(answer)).flatMap(([id, { missing = [] }]) =>
      missing.map((rev) => `${id} ${rev} is not on the server`),
    );
  }

  async function lackingHere({ remoteSeq }: Agreement): Promise<readonly string[]> {
    const since = encodeURIComponent(remoteSeq);
    const all = changesSchema.parse(await answered('GET', '/_changes?style=all_docs'));
    // Asked for after it, so that whatever changed since the claim is left out.
    const after = await answered('GET', `/_changes?style=all_docs&since=${since}`);
    const later = new Set(changesSchema.parse(after).results.map(({ id }) => id));
    const lacking: string[] = [];
    for (const { id, changes } of all.results) {
      if (later.has(id) || !isSent(id)) continue;
      for (const { rev } of changes) {
        if (!(await local.has(id, rev))) lacking.push(`${id} ${rev} is not here`);
      }
    }
    return lacking;
  }

  async function look(agreement: Agreement, begunIn: number): Promise<void> {
    if (isOver(begunIn)) return;
    try {
      const lacking = [...(await lackingHere(agreement)), ...(await lackingThere(agreement))];
      if (isOver(begunIn)) return;
      checked += 1;
      violations.push(
        ...lacking.map((what) => `${what}, though agreed at ${JSON.stringify(agreement)}`),
      );
    } catch {
      // The server is away, or the local database was closed: nothing can be said of this one.
    }
  }

  const forget = options.statuses(({ state, agreement }) => {
    if (state !== 'synced' || agreement === null) return;
    const { localSeq, remoteSeq } = agreement;
    const claim = `${String(era)} ${String(localSeq)} ${remoteSeq}`;
    if (claim === told) return;
    told = claim;
    const begunIn = era;
    work = work.then(() => look(agreement, begunIn));
  });

  return {
    violations: () => [...violations],
    checked: () => checked,
    settled: () => work,
    serverSetBack: () => {
      era += 1;
    },
    stop: async () => {
      forget();
      await work;
      stopped = true;
    },
  };
}

function isSent(id: string): boolean {
  return !id.startsWith('_design/') && id !== leaseDocumentId;
}
