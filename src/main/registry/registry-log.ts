import { setImmediate } from 'node:timers/promises';
import type { AuditFacetsView } from '../../shared/bridge/log-views.ts';
import type { AuditPage } from '../../shared/bridge/views.ts';
import {
  auditSchema,
  chainedEntrySchema,
  waitingEntry,
  type AuditDraft,
  type AuditEntry,
  type ChainedEntry,
  type Sha256,
} from '../../shared/documents/audit.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { chainEntry, type ChainHead, type Signer } from '../../shared/log/chain-entry.ts';
import { entryFacts, entryMatcher } from '../../shared/log/entry-filter.ts';
import { shownEntry } from '../../shared/log/shown-entry.ts';
import {
  createAuditRows,
  newestFirst,
  type AuditFacets,
  type AuditQuery,
  type AuditRow,
  type AuditRows,
} from './audit-rows.ts';
import { openLogStore, type Arrival, type LogStore } from './log-store.ts';
import {
  batchDocument,
  outboxDocument,
  readBatch,
  readOutbox,
  removedBatch,
  writeOutbox,
  type Outbox,
} from './outbox.ts';
import type { LocalDatabase } from './pouch.ts';
import type { ForeignEntry } from './registry-log-port.ts';
import type { RegistryChange } from './replication.ts';

/** Batches that go into the log together. */
const batchesAtOnce = 100;
/** Words of a kind to narrow by; nobody picks from more. */
const facetLimit = 500;
/** Entries signed before the event loop has its turn: some milliseconds. */
const signedPerTurn = 40;

/** The audit log of the registry that is open: the outbox in the registry, and the log beside it. */
export interface OpenLog {
  readonly store: LogStore;
  readonly chain: () => ChainHead | null;
  readonly foreign: () => ForeignEntry | null;
  /** Documents that write these entries, to go into one batch with the change they tell of. */
  readonly documentsFor: (
    drafts: readonly AuditDraft[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Begins a chain of the signer's key; entries that wait and all later ones go into it. */
  readonly begin: (signer: Signer) => Promise<void>;
  /** Entries are signed with it from now on, where it is that of the chain. */
  readonly use: (signer: Signer) => void;
  /** Moves what can be moved from the outbox into the log. */
  readonly flush: () => Promise<void>;
  /** Begins a log of its own in another folder, with a chain of its own. */
  readonly moveTo: (folder: string) => Promise<void>;
  readonly page: (legacy: AuditRows['page'], query: AuditQuery) => Promise<AuditPage>;
  readonly facets: (legacy: AuditRows['facets']) => Promise<AuditFacetsView>;
  readonly close: () => Promise<void>;
}

/**
 * Opens it. Everything but `page`, `chain`, `foreign` and `use` is only called by the registry's one writer.
 * @param registryFolder the registry's own, from which a first log takes its name
 */
export async function openRegistryLog(options: {
  readonly db: LocalDatabase;
  readonly directory: string;
  readonly registryFolder: string;
  readonly device: string;
  readonly windowSize: number;
  readonly sha256: Sha256;
  readonly onChange: (change: RegistryChange) => void;
  /** Another copy of this device has written on its chain. */
  readonly onForeign: () => void;
  readonly onProblem: (error: unknown) => void;
}): Promise<OpenLog> {
  const { db, directory, device, sha256 } = options;
  const firstFolder = options.registryFolder.replace(/^registry/, 'log');
  let outbox = await readOutbox(db, firstFolder);
  let signer: Signer | null = null;
  let foreign: ForeignEntry | null = null;
  let store = await openStore(outbox.folder);
  await adopt();

  function openStore(folder: string): Promise<LogStore> {
    return openLogStore({
      directory,
      folder,
      windowSize: options.windowSize,
      onChange: options.onChange,
      onArrival: (arrivals) => {
        notice(arrivals).catch(options.onProblem);
      },
      onProblem: options.onProblem,
    });
  }

  /**
   * The end of the registry may be lost where the log's is not, as after a power cut: the chain then goes on
   * from what the log has of it.
   */
  async function adopt(): Promise<void> {
    const { chain } = outbox;
    const newest = chain === null ? undefined : store.heads().get(chain.deviceId);
    if (chain === null || newest === undefined || newest.seq <= chain.seq) return;
    const body = chainedEntrySchema.safeParse((await store.readMany([newest.id]))[0]);
    if (!body.success) return;
    const at = body.data.createdAt;
    await save({ ...outbox, chain: { ...chain, seq: newest.seq, previous: newest.id, at } });
  }

  async function notice(arrivals: readonly Arrival[]): Promise<void> {
    const { chain } = outbox;
    const own = arrivals.filter(({ deviceId }) => deviceId === chain?.deviceId);
    if (chain === null || foreign !== null || own.length === 0) return;
    const farther = own.find(({ seq }) => seq > chain.seq) ?? (await doubled(own));
    if (farther === null) return;
    const { deviceId, seq, id } = farther;
    foreign = { deviceId, seq, id, ownSeq: chain.seq };
    options.onForeign();
  }

  /** An entry in a place where another one of this device is already. */
  async function doubled(own: readonly Arrival[]): Promise<Arrival | null> {
    const places = new Map(own.map((arrival) => [arrival.seq, arrival]));
    for await (const bodies of store.all()) {
      for (const body of bodies) {
        const entry = chainedEntrySchema.safeParse(body);
        if (!entry.success || entry.data.chain.device_id !== own[0]?.deviceId) continue;
        const there = places.get(entry.data.chain.seq);
        if (there !== undefined && there.id !== entry.data._id) return there;
      }
    }
    return null;
  }

  async function save(
    next: Outbox,
    more: readonly Readonly<Record<string, unknown>>[] = [],
  ): Promise<void> {
    await writeOutbox(db, [...more, outboxDocument(next)]);
    outbox = await readOutbox(db, firstFolder);
  }

  function fits(): Signer | null {
    return signer !== null && signer.deviceId === outbox.chain?.deviceId ? signer : null;
  }

  async function chained(
    drafts: readonly AuditDraft[],
    head: ChainHead,
    by: Signer,
  ): Promise<{ readonly entries: readonly ChainedEntry[]; readonly head: ChainHead }> {
    const entries: ChainedEntry[] = [];
    let now = head;
    for (const draft of drafts) {
      const made = chainEntry(draft, {
        device,
        head: now,
        heads: store.heads(),
        signer: by,
        sha256,
      });
      entries.push(made.entry);
      now = made.head;
      if (entries.length % signedPerTurn === 0) await setImmediate();
    }
    return { entries, head: now };
  }

  /** Chains and signs the first batch that waits; false where it has to wait on. */
  async function chainBatch(number: number, entries: readonly AuditEntry[], rev: string | null) {
    const by = fits();
    const { chain } = outbox;
    if (by === null || chain === null) return false;
    const drafts = entries.map((entry) => draftOf(entry));
    const made = await chained(drafts, chain, by);
    await save({ ...outbox, chain: made.head, unchained: outbox.unchained - 1 }, [
      batchDocument(number, { rev, chained: true, entries: made.entries }),
    ]);
    return true;
  }

  async function flush(): Promise<void> {
    while (outbox.first < outbox.next) {
      const going: { readonly number: number; readonly rev: string | null }[] = [];
      const entries: ChainedEntry[] = [];
      for (let number = outbox.first; number < outbox.next && going.length < batchesAtOnce;) {
        const batch = await readBatch(db, number);
        if (batch !== null && !batch.chained) {
          if (!(await chainBatch(number, batch.entries, batch.rev))) break;
          continue;
        }
        for (const entry of batch?.entries ?? []) entries.push(chainedEntrySchema.parse(entry));
        going.push({ number, rev: batch?.rev ?? null });
        number += 1;
      }
      if (going.length === 0) return;
      await store.append(entries);
      await save(
        { ...outbox, first: outbox.first + going.length },
        going.flatMap(({ number, rev }) => (rev === null ? [] : [removedBatch(number, rev)])),
      );
    }
  }

  async function waiting(): Promise<readonly AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for (let number = outbox.first; number < outbox.next; number += 1) {
      entries.push(...((await readBatch(db, number))?.entries ?? []));
    }
    return entries;
  }

  return {
    get store() {
      return store;
    },
    chain: () => outbox.chain,
    foreign: () => foreign,
    documentsFor: async (drafts) => {
      if (drafts.length === 0) return [];
      // After a write that failed nobody knows what is there.
      outbox = await readOutbox(db, firstFolder);
      const by = fits();
      const number = outbox.next;
      if (by === null || outbox.chain === null || outbox.unchained > 0) {
        const entries = drafts.map((draft) => waitingEntry(draft, device, sha256));
        entries.forEach(requireWhole);
        return [
          batchDocument(number, { rev: null, chained: false, entries }),
          outboxDocument({ ...outbox, next: number + 1, unchained: outbox.unchained + 1 }),
        ];
      }
      const { entries, head } = await chained(drafts, outbox.chain, by);
      entries.forEach(requireWhole);
      return [
        batchDocument(number, { rev: null, chained: true, entries }),
        outboxDocument({ ...outbox, next: number + 1, chain: head }),
      ];
    },
    begin: async (by) => {
      const { deviceId, key } = by;
      outbox = await readOutbox(db, firstFolder);
      const chain = { deviceId, key, seq: 0, previous: null, at: null, cited: {} };
      await save({ ...outbox, chain });
      signer = by;
      foreign = null;
    },
    use: (by) => {
      signer = by;
    },
    flush: async () => {
      outbox = await readOutbox(db, firstFolder);
      await flush();
    },
    moveTo: async (folder) => {
      outbox = await readOutbox(db, firstFolder);
      await flush();
      const old = store;
      store = await openStore(folder);
      await old.close();
      await save({ ...outbox, folder, chain: null });
      signer = null;
      foreign = null;
    },
    page: async (legacy, query) => {
      const { offset, limit, ...filter } = query;
      const upTo = { ...filter, offset: 0, limit: offset + limit };
      const log = await store.rows();
      const held = (await waiting()).filter(({ _id }) => !log.has(_id));
      const here = new Map(held.map((entry) => [entry._id, entry]));
      const matching = rowsOf(held).filter(entryMatcher(filter));
      const [old, kept] = [legacy(upTo), log.page(upTo)];
      const rows = [...old.rows, ...kept.rows, ...matching]
        .sort(newestFirst)
        .slice(offset, offset + limit);
      return {
        rows: await bodies(rows, here, log),
        total: old.total + kept.total + matching.length,
      };
    },
    facets: async (legacy) => {
      const log = await store.rows();
      const held = createAuditRows();
      for (const row of rowsOf(await waiting())) if (!log.has(row.id)) held.add(row);
      return joinFacets([legacy(), log.facets(), held.facets()]);
    },
    close: async () => {
      await store.close();
    },
  };

  async function bodies(
    rows: readonly AuditRow[],
    held: ReadonlyMap<string, AuditEntry>,
    log: AuditRows,
  ): Promise<readonly AuditEntry[]> {
    const ids = rows.map(({ id }) => id).filter((id) => !held.has(id));
    const inLog = ids.filter((id) => log.has(id));
    const inRegistry = ids.filter((id) => !log.has(id));
    const read = new Map<string, AuditEntry>(held);
    for (const [index, body] of (await db.readMany(inRegistry)).entries()) {
      const parsed = auditSchema.safeParse(body);
      if (parsed.success) read.set(inRegistry[index] ?? '', parsed.data);
    }
    for (const [index, body] of (await store.readMany(inLog)).entries()) {
      const id = inLog[index] ?? '';
      if (body !== undefined) read.set(id, shownEntry(id, body, sha256));
    }
    return rows.flatMap(({ id }) => read.get(id) ?? []);
  }
}

function rowsOf(entries: readonly AuditEntry[]): readonly AuditRow[] {
  return entries.flatMap((entry) => {
    const facts = entryFacts(entry);
    return facts === null ? [] : [{ id: entry._id, ...facts }];
  });
}

/** Every word of several with how often it occurs, the most frequent first. */
function joinFacets(all: readonly AuditFacets[]): AuditFacetsView {
  const joined = (name: keyof AuditFacets): AuditFacetsView[typeof name] => {
    const counts = new Map<string, number>();
    for (const facets of all) {
      for (const [word, count] of facets[name]) counts.set(word, (counts.get(word) ?? 0) + count);
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, facetLimit);
  };
  return {
    actors: joined('actors'),
    devices: joined('devices'),
    actions: joined('actions'),
    resourceTypes: joined('resourceTypes'),
  };
}

/** An entry that cannot be read back would stop all that come after it. */
function requireWhole(entry: AuditEntry): void {
  const parsed = auditSchema.safeParse(entry);
  if (parsed.success) return;
  throw new ConsoleError('invalid-input', 'The audit entry of this change cannot be stored.', {
    details: { entry: entry._id, reason: parsed.error.issues[0]?.path.join('.') ?? '' },
  });
}

/** The draft that a waiting entry was made of. */
function draftOf(entry: AuditEntry): AuditDraft {
  const {
    type,
    tenant_id,
    action,
    actor,
    resource_type,
    resource_id,
    outcome,
    details,
    createdAt,
  } = entry;
  return {
    type,
    tenant_id,
    action,
    actor,
    resource_type,
    resource_id,
    outcome,
    details,
    createdAt,
  };
}
