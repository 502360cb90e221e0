import { hash } from 'node:crypto';
import { adoptedLimit, type ClientRevisions } from '../../shared/documents/client-revisions.ts';

/** How much of a history is told; CouchDB keeps as much unless it is told otherwise. */
const historyLimit = 1000;

/**
 * The revisions of a document that stands nowhere, but is made of others each time it is asked for. There is
 * one line, a revision for each generation; the generation is the sum of those of everything that the document
 * is made of, and so rises with every change of it. What a revision is called follows from the document's id
 * and the generation alone, unless a replica made it: so the whole history is known without being kept, every
 * gateway has the same, and a new revision always stands on top of what any replica has, a deletion included.
 * (Were it called after its content, nobody would know what the ones before were called, and each change
 * would be a conflict in every replica.)
 */
export interface Line {
  readonly documentId: string;
  readonly generation: number;
  /** Ids of revisions that replicas made, by generation. */
  readonly adopted: ReadonlyMap<number, string>;
  /** The lowest generation whose id is known. */
  readonly floor: number;
  /** Revisions of replicas that were not taken; each ends in a deletion. */
  readonly ended: readonly string[];
}

/**
 * @param sum generations of everything that the document is made of
 * @param ended what was not taken of the replicas of whoever asks
 */
export function lineOf(
  documentId: string,
  sum: number,
  kept: ClientRevisions,
  ended: readonly string[],
): Line {
  const adopted = new Map(kept.adopted.map((rev) => [generationIn(rev), idIn(rev)] as const));
  const forgets = kept.adopted.length >= adoptedLimit;
  return {
    documentId,
    generation: sum + kept.raised,
    adopted,
    floor: forgets ? Math.min(...adopted.keys()) : 1,
    ended,
  };
}

/** The newest revision. */
export function newest(line: Line): string {
  return `${String(line.generation)}-${idAt(line, line.generation)}`;
}

/** Ids of the revisions, the newest first. */
export function history(line: Line): readonly string[] {
  const lowest = Math.max(line.floor, line.generation - historyLimit + 1, 1);
  const ids: string[] = [];
  for (let at = line.generation; at >= lowest; at -= 1) ids.push(idAt(line, at));
  return ids;
}

/** Whether a revision is one of the line. */
export function isOnLine(line: Line, rev: string): boolean {
  const generation = generationIn(rev);
  return generation >= 1 && generation <= line.generation && idAt(line, generation) === idIn(rev);
}

/** Whether a replica needs not send a revision: it is on the line, or on a branch that has ended. */
export function isKnown(line: Line, rev: string): boolean {
  return isOnLine(line, rev) || line.ended.some((one) => one === rev || endOf(one) === rev);
}

/** The deletion that a branch ends with. */
export function endOf(rev: string): string {
  return `${String(generationIn(rev) + 1)}-${hash('sha256', `end of ${rev}`, 'hex').slice(0, 32)}`;
}

/** The branch that ends with a deletion; null: none does. */
export function branchEndingIn(line: Line, rev: string): string | null {
  return line.ended.find((one) => endOf(one) === rev) ?? null;
}

/** The number that a revision begins with; 0 where it is none. */
export function generationIn(rev: string): number {
  const match = /^([1-9]\d{0,8})-[0-9A-Za-z]{1,64}$/.exec(rev);
  return match === null ? 0 : Number(match[1]);
}

export function idIn(rev: string): string {
  return rev.slice(rev.indexOf('-') + 1);
}

function idAt({ documentId, adopted }: Line, generation: number): string {
  const made = adopted.get(generation);
  if (made !== undefined) return made;
  // 32 hexadecimal digits, as CouchDB's own ids have.
  const start = hash('sha256', `1 ${documentId}`, 'hex').slice(0, 24);
  return `${start}${generation.toString(16).padStart(8, '0')}`;
}
