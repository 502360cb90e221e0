import { badRequest } from './failure.ts';

/** Where a database stands: the store's own sequence, and what raised the update sequence beside it. */
export interface Position {
  /** Changes the document store has counted. */
  readonly stored: number;
  /** Writes of `_security`, which are in no feed but raise the update sequence. */
  readonly securityWrites: number;
  /** Eight hexadecimal digits that differ between a database and a later one of the same name. */
  readonly incarnation: string;
}

/** `N-opaque`, as CouchDB has it: N is the update sequence, the rest only this server reads. */
export const formatSequence = (position: Position): string =>
  `${position.stored + position.securityWrites}-${position.incarnation}${position.stored.toString(36)}`;

/**
 * The store's sequence to continue after. A sequence of another database of the same name starts from the
 * beginning, since nothing of this one was seen. A bare number can only be mapped downwards: its reader may
 * see a change twice, never miss one. Errors: 400.
 */
export const parseSince = (since: string, now: Position): number => {
  if (since === 'now') return now.stored;
  if (/^\d{1,15}$/.test(since)) return Math.max(0, Number(since) - now.securityWrites);
  const match = /^\d+-([0-9a-f]{8})([0-9a-z]{1,10})$/.exec(since);
  if (match === null) throw badRequest("Malformed sequence supplied in 'since' parameter.");
  const [, incarnation, stored = '0'] = match;
  return incarnation === now.incarnation ? Number.parseInt(stored, 36) : 0;
};
