import { getAllLeaves, type StoredLeaf } from '../../couch/get-all-leaves.ts';
import type { Requester } from '../../couch/transport.ts';
import { writeDocuments } from '../../couch/write-documents.ts';
import { compareRevs } from '../../shared/conflicts/compare-revs.ts';
import { usageDocumentId, usageSchema, type Usage } from '../../shared/documents/usage.ts';
import { registryDatabase } from '../../shared/naming.ts';
import { actorOf } from './audit-log.ts';
import { asBody } from './document-body.ts';
import type { UsageCounter } from './gateway-registry.ts';

const batchSize = 500;
const attempts = 5;

/** What was counted and is not written yet. */
interface Counted {
  readonly keyId: string;
  readonly tenantId: string;
  readonly day: string;
  count: number;
  lastUsed: string;
}

/** What this gateway's document of a key and a day is known to be. */
interface Known {
  readonly rev: string | undefined;
  readonly document: Usage | null;
}

export interface UsageWriter extends UsageCounter {
  /**
   * Writes what was counted since the last time. What could not be written stays counted.
   * Errors: those of the transport.
   */
  readonly flush: () => Promise<void>;
}

/** Counts in memory by key and day, and writes the sums into documents that no other gateway writes. */
export function createUsageWriter(options: {
  readonly transport: Requester;
  readonly gateway: string;
  readonly now: () => Date;
}): UsageWriter {
  const { transport, gateway } = options;
  let waiting = new Map<string, Counted>();
  const known = new Map<string, Known>();
  /** What was sent and of which no answer says that it was written. */
  const unsure = new Map<string, { readonly document: Usage; readonly count: number }>();

  function add(to: Map<string, Counted>, counted: Counted): void {
    const id = usageDocumentId(counted.keyId, gateway, counted.day);
    const before = to.get(id);
    if (before === undefined) {
      to.set(id, { ...counted });
      return;
    }
    before.count += counted.count;
    if (counted.lastUsed > before.lastUsed) before.lastUsed = counted.lastUsed;
  }

  /** Takes what was written off the counts of the batch, and leaves what was not. */
  async function writeBatch(batch: ReadonlyMap<string, Counted>): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const left = () => [...batch].filter(([, { count }]) => count > 0);
      const unknown = left().flatMap(([id]) => (known.has(id) && !unsure.has(id) ? [] : [id]));
      const leaves = await getAllLeaves(transport, registryDatabase, unknown);
      for (const [id, found] of leaves) {
        const read = readKnown(found);
        known.set(id, read);
        const sent = unsure.get(id);
        const counted = batch.get(id);
        unsure.delete(id);
        // Its answer was lost, and it was written all the same.
        if (
          sent !== undefined &&
          counted !== undefined &&
          isWritten(read.document, sent.document)
        ) {
          counted.count -= sent.count;
        }
      }
      const documents = left().map(([id, counted]) => {
        const document = next(id, counted);
        unsure.set(id, { document, count: counted.count });
        return document;
      });
      if (documents.length === 0) return;
      const rows = await writeDocuments(transport, registryDatabase, documents.map(asBody));
      for (const row of rows) {
        const sent = unsure.get(row.id);
        const counted = batch.get(row.id);
        if (sent === undefined || counted === undefined || 'error' in row) continue;
        unsure.delete(row.id);
        known.set(row.id, { rev: row.rev, document: sent.document });
        counted.count -= sent.count;
      }
    }
  }

  function next(id: string, { keyId, tenantId, day, count, lastUsed }: Counted): Usage {
    const { rev, document } = known.get(id) ?? { rev: undefined, document: null };
    const before = document?.last_used ?? '';
    return {
      ...document,
      _id: id,
      ...(rev === undefined ? {} : { _rev: rev }),
      type: 'usage',
      key_id: keyId,
      tenant_id: tenantId,
      gateway,
      day,
      count: (document?.count ?? 0) + count,
      last_used: before > lastUsed ? before : lastUsed,
      updatedAt: options.now().toISOString(),
      updatedBy: actorOf(gateway),
    };
  }

  function forgetOldDays(): void {
    const today = dayOf(options.now());
    for (const [id] of known) if (!id.endsWith(today)) known.delete(id);
  }

  return {
    count: (keyId, tenantId, at) => {
      const counted = { keyId, tenantId, day: dayOf(at), count: 1, lastUsed: at.toISOString() };
      add(waiting, counted);
    },
    flush: async () => {
      if (waiting.size === 0) return;
      const all = [...waiting];
      waiting = new Map();
      for (let start = 0; start < all.length; start += batchSize) {
        const batch = new Map(all.slice(start, start + batchSize));
        let later = all.slice(start + batchSize);
        try {
          await writeBatch(batch);
          later = [];
        } finally {
          for (const [, counted] of [...batch, ...later])
            if (counted.count > 0) add(waiting, counted);
        }
      }
      forgetOldDays();
    },
  };
}

function readKnown(leaves: readonly StoredLeaf[]): Known {
  const live = leaves
    .filter(({ _deleted }) => _deleted !== true)
    .sort((a, b) => compareRevs(a._rev, b._rev));
  const documents = live.flatMap((leaf) => {
    const read = usageSchema.safeParse(leaf);
    return read.success ? [read.data] : [];
  });
  // A count only rises, so of several leaves the highest counts.
  const document = documents.reduce<Usage | null>(
    (most, one) => (most === null || one.count > most.count ? one : most),
    null,
  );
  return { rev: live[0]?._rev, document };
}

/** In UTC, `2026-03-01`. */
function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function isWritten(found: Usage | null, sent: Usage): boolean {
  return (
    found !== null &&
    found.count === sent.count &&
    found.last_used === sent.last_used &&
    found.updatedAt === sent.updatedAt
  );
}
