import { createHash, type Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { describeKinds, type IndexedDocument } from '../../shared/documents/registry-document.ts';
import { entryFactsSchema } from '../../shared/log/entry-filter.ts';
import { writeDurably } from '../files/durable-file.ts';
import type { Entry } from '../../shared/registry/entry.ts';
import { asciiLine, readSummedLines, sumLine } from './summed-lines.ts';

/** Raise it whenever a line's shape or the meaning of an entry changes: an older file is then rebuilt. */
const format = 5;
const linesPerTurn = 500;

/** Where in the database's history an index stands. All four must still hold when it is read back. */
export interface IndexPosition {
  readonly databaseUuid: string;
  readonly seq: number;
  readonly lastId: string;
  readonly lastRev: string;
}

interface StoredEntry {
  readonly id: string;
  readonly entry: Entry;
  /** Revisions of conflicting leaves, the winner not among them. */
  readonly others: readonly string[];
}

export interface StoredIndex {
  readonly position: IndexPosition;
  readonly entries: readonly StoredEntry[];
}

const none: readonly string[] = [];

const headSchema = z.object({
  format: z.literal(format),
  /** SHA-256 of what the schemas of the documents say. */
  kinds: z.string(),
  databaseUuid: z.uuid(),
  seq: z.number().int().min(1),
  lastId: z.string().min(1),
  lastRev: z.string().min(1),
  lines: z.number().int().min(0),
});
const othersSchema = z.array(z.string());
const others = othersSchema.optional();
const lineSchema = z.union([
  z.object({
    id: z.string(),
    rev: z.string(),
    facts: entryFactsSchema,
    others,
  }),
  z.object({
    id: z.string(),
    rev: z.string(),
    problem: z.enum(['unknown-kind', 'broken']),
    reason: z.string(),
    others,
  }),
]);

/**
 * Writes the index as JSON lines: a head with the position, one line an entry, a foot with the SHA-256
 * of all before it. Gives the event loop its turn between lines; the entries must not change meanwhile,
 * so the caller hands in a copy.
 */
export async function writeIndexFile(path: string, index: StoredIndex): Promise<void> {
  await writeDurably(path, serialize(index));
}

async function* serialize({ position, entries }: StoredIndex): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const head: z.infer<typeof headSchema> = {
    format,
    kinds: kindsDigest(),
    ...position,
    lines: entries.length,
  };
  yield hashed(hash, asciiLine(head));
  for (let start = 0; start < entries.length; start += linesPerTurn) {
    const lines = entries
      .slice(start, start + linesPerTurn)
      .map(({ id, entry, others: more }) => asciiLine(toLine(id, entry, more)));
    yield hashed(hash, lines.join(''));
    await setImmediate();
  }
  yield sumLine(hash.digest('hex'));
}

function hashed(hash: Hash, text: string): string {
  hash.update(text);
  return text;
}

function toLine(id: string, entry: Entry, conflicting: readonly string[]): object {
  const more = conflicting.length > 0 ? { others: conflicting } : {};
  switch (entry.kind) {
    case 'document': {
      const { rev, document } = entry;
      const plain = conflicting.length === 0 && document._id === id && document._rev === rev;
      return plain ? document : { id, rev, document, others: conflicting };
    }
    case 'audit':
      return { id, rev: entry.rev, facts: entry.facts, ...more };
    case 'problem': {
      const { rev, problem, reason } = entry;
      return { id, rev, problem, reason, ...more };
    }
  }
}

/**
 * Reads the index back; null where there is none, it is not whole, or other schemas read its documents.
 * Gives the event loop its turn between pieces. Never throws for its content.
 */
export async function readIndexFile(path: string): Promise<StoredIndex | null> {
  const lines = await readSummedLines(path, sumLine('').length);
  if (lines === null) return null;
  try {
    const first = await lines.next();
    const [head, ...rest] = first.done === true ? [] : first.value;
    const parsed = headSchema.safeParse(head);
    if (!parsed.success || parsed.data.kinds !== kindsDigest()) return null;
    const entries: StoredEntry[] = [];
    const share = createSharing();
    if (!takeLines(rest, entries, share)) return null;
    for (;;) {
      const piece = await lines.next();
      if (piece.done === true) {
        if (!piece.value || entries.length !== parsed.data.lines) return null;
        const { databaseUuid, seq, lastId, lastRev } = parsed.data;
        return { position: { databaseUuid, seq, lastId, lastRev }, entries };
      }
      if (!takeLines(piece.value, entries, share)) return null;
    }
  } finally {
    await lines.return(false);
  }
}

/** False where one of them is none of ours. */
function takeLines(lines: readonly unknown[], into: StoredEntry[], share: Sharing): boolean {
  for (const line of lines) {
    const entry = documentLine(line, share) ?? otherLine(line);
    if (entry === null) return false;
    into.push(entry);
  }
  return true;
}

/** By far the most lines, and so read without a schema. */
function documentLine(line: unknown, share: Sharing): StoredEntry | null {
  if (!isRecord(line)) return null;
  const { document = line, others: listed } = line;
  const conflicting = document === line ? none : othersSchema.safeParse(listed).data;
  if (!isRecord(document) || conflicting === undefined) return null;
  share(document);
  if (!isKept(document)) return null;
  const { _id: id, _rev } = document;
  const rev = document === line ? _rev : line['rev'];
  if (typeof rev !== 'string') return null;
  return { id, entry: { kind: 'document', rev, document }, others: conflicting };
}

/**
 * Its schema read it when the file was written. That these are the same schemas, the head says; that nothing
 * was changed since, the sum at the end.
 */
function isKept(document: Record<string, unknown>): document is IndexedDocument {
  return typeof document['_id'] === 'string' && typeof document['type'] === 'string';
}

/** Lets documents that say the same have one text for it, which saves megabytes at ten thousand tenants. */
type Sharing = (document: Record<string, unknown>) => void;

const alike = ['tenant_id', 'user_id', 'createdBy', 'updatedBy', 'blueprint'];

function createSharing(): Sharing {
  const texts = new Map<string, string>();
  return (document) => {
    for (const field of alike) {
      const text = document[field];
      if (typeof text !== 'string') continue;
      const known = texts.get(text);
      if (known === undefined) texts.set(text, text);
      else document[field] = known;
    }
    const { createdAt, updatedAt } = document;
    if (updatedAt === createdAt && createdAt !== undefined) document['updatedAt'] = createdAt;
  };
}

function otherLine(line: unknown): StoredEntry | null {
  const parsed = lineSchema.safeParse(line);
  if (!parsed.success) return null;
  const { id, rev, others: conflicting = none } = parsed.data;
  if ('problem' in parsed.data) {
    const { problem, reason } = parsed.data;
    return { id, entry: { kind: 'problem', rev, problem, reason }, others: conflicting };
  }
  return { id, entry: { kind: 'audit', rev, facts: parsed.data.facts }, others: conflicting };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

let kinds: string | null = null;

/** Names the schemas of this console, so that an index that others have read is not taken for read. */
function kindsDigest(): string {
  kinds ??= createHash('sha256').update(describeKinds()).digest('hex');
  return kinds;
}
