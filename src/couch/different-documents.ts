import { isDeepStrictEqual } from 'node:util';
import type { CallOptions } from './parse-answer.ts';
import { readWholeLeaves, type WholeLeaf } from './read-whole-leaves.ts';
import type { Requester } from './transport.ts';

/** Leaves that are compared at once. */
const batch = 50;

/**
 * Reads leaves of two servers whole, attachments included, and compares what is in them.
 * @param leaves of every document; on both servers
 * @returns ids of the documents that differ
 */
export async function differentDocuments(
  one: Requester,
  other: Requester,
  database: string,
  leaves: ReadonlyMap<string, readonly string[]>,
  options: CallOptions = {},
): Promise<readonly string[]> {
  const wanted = [...leaves].flatMap(([id, revs]) => revs.map((rev) => ({ id, rev })));
  const different = new Set<string>();
  for (let at = 0; at < wanted.length; at += batch) {
    const part = wanted.slice(at, at + batch);
    const how = { history: false, ...options };
    const [here, there] = await Promise.all([
      readWholeLeaves(one, database, part, how),
      readWholeLeaves(other, database, part, how),
    ]);
    const [first, second] = [contents(here), contents(there)];
    for (const { id, rev } of part) {
      const content = first.get(`${id} ${rev}`);
      if (content === undefined || !isDeepStrictEqual(content, second.get(`${id} ${rev}`))) {
        different.add(id);
      }
    }
  }
  return [...different];
}

function contents(leaves: readonly WholeLeaf[]): ReadonlyMap<string, unknown> {
  return new Map(leaves.map((leaf) => [`${leaf._id} ${leaf._rev}`, content(leaf)]));
}

/**
 * Of an attachment only its type and its bytes: the digest is that of the bytes as a server keeps them,
 * compressed or not, and the generation it came with is of no account.
 */
function content({ _attachments: attachments = {}, ...fields }: WholeLeaf): unknown {
  const bytes = Object.entries(attachments).map(
    ([name, { content_type: type, data }]) => [name, { type, data }] as const,
  );
  return { fields, attachments: new Map(bytes) };
}
