import { createHash, type Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { entryFactsSchema } from '../../shared/log/entry-filter.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';
import { readEntry, type Entry } from '../../shared/registry/entry.ts';

/** Raise it whenever a line's shape or the meaning of an entry changes: an older file is then rebuilt. */
const format = 3;
const linesPerTurn = 500;

/** Where in the database's history an index stands. All four must still hold when it is read back. */
export interface IndexPosition {
  readonly databaseUuid: string;
  readonly seq: number;
  readonly lastId: string;
  readonly lastRev: string;
}

export interface StoredIndex {
  readonly position: IndexPosition;
  readonly entries: readonly {
    readonly id: string;
    readonly entry: Entry;
    /** Revisions of conflicting leaves, the winner not among them. */
    readonly others: readonly string[];
  }[];
}

const headSchema = z.object({
  format: z.literal(format),
  databaseUuid: z.uuid(),
  seq: z.number().int().min(1),
  lastId: z.string().min(1),
  lastRev: z.string().min(1),
  lines: z.number().int().min(0),
});
const others = z.array(z.string()).optional();
const lineSchema = z.union([
  z.object({
    id: z.string(),
    rev: z.string(),
    document: z.unknown(),
    others,
  }),
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
const footSchema = z.object({ sha256: z.string() });

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
  const head: z.infer<typeof headSchema> = { format, ...position, lines: entries.length };
  yield hashed(hash, `${JSON.stringify(head)}\n`);
  for (let start = 0; start < entries.length; start += linesPerTurn) {
    const lines = entries
      .slice(start, start + linesPerTurn)
      .map(({ id, entry, others: more }) => `${JSON.stringify(toLine(id, entry, more))}\n`);
    yield hashed(hash, lines.join(''));
    await setImmediate();
  }
  yield `${JSON.stringify({ sha256: hash.digest('hex') })}\n`;
}

function hashed(hash: Hash, text: string): string {
  hash.update(text);
  return text;
}

function toLine(
  id: string,
  entry: Entry,
  conflicting: readonly string[],
): z.infer<typeof lineSchema> {
  const more = conflicting.length > 0 ? { others: [...conflicting] } : {};
  switch (entry.kind) {
    case 'document':
      return { id, rev: entry.rev, document: entry.document, ...more };
    case 'audit': {
      return { id, rev: entry.rev, facts: entry.facts, ...more };
    }
    case 'problem': {
      const { rev, problem, reason } = entry;
      return { id, rev, problem, reason, ...more };
    }
  }
}

/** Reads the index back; null where there is none or it is not whole. Never throws for its content. */
export async function readIndexFile(path: string): Promise<StoredIndex | null> {
  const text = await readIfPresent(path);
  if (!text?.endsWith('\n')) return null;
  const footStart = text.lastIndexOf('\n', text.length - 2) + 1;
  const body = text.slice(0, footStart);
  const foot = footSchema.safeParse(jsonOrNull(text.slice(footStart)));
  if (!foot.success || createHash('sha256').update(body).digest('hex') !== foot.data.sha256) {
    return null;
  }
  const lines = body.split('\n').slice(0, -1);
  const head = headSchema.safeParse(jsonOrNull(lines[0] ?? ''));
  if (!head.success || head.data.lines !== lines.length - 1) return null;
  const entries: StoredIndex['entries'][number][] = [];
  for (const line of lines.slice(1)) {
    const entry = fromLine(line);
    if (entry === null) return null;
    entries.push(entry);
  }
  const { databaseUuid, seq, lastId, lastRev } = head.data;
  return { position: { databaseUuid, seq, lastId, lastRev }, entries };
}

function fromLine(line: string): StoredIndex['entries'][number] | null {
  const parsed = lineSchema.safeParse(jsonOrNull(line));
  if (!parsed.success) return null;
  const { id, rev, others: conflicting = [] } = parsed.data;
  if ('problem' in parsed.data) {
    const { problem, reason } = parsed.data;
    return { id, entry: { kind: 'problem', rev, problem, reason }, others: conflicting };
  }
  if ('facts' in parsed.data) {
    const { facts } = parsed.data;
    return { id, entry: { kind: 'audit', rev, facts }, others: conflicting };
  }
  const entry = readEntry(id, rev, parsed.data.document);
  return entry.kind === 'document' ? { id, entry, others: conflicting } : null;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
