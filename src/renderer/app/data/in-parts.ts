import { reportOf } from '../bridge-error.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** What came of something done to many, a part after the other. */
export interface PartsReport<Answer> {
  readonly answers: readonly Answer[];
  /** How many it was done to. */
  readonly done: number;
  /** Those that refused, each with why. */
  readonly refused: readonly { readonly id: string; readonly error: unknown }[];
  /** How many were not come to, since it was stopped. */
  readonly left: number;
}

interface Watching {
  readonly onProgress: (done: number) => void;
  readonly stopped: () => boolean;
}

/** Codes by which one of many refuses; everything else stops the rest as well. */
const ofOne: ReadonlySet<ErrorCode> = new Set(['not-found', 'not-allowed-in-state', 'conflict']);

/**
 * Does something to many, so many at once, so that one can see how far it is and stop. A part that is
 * refused because of one in it is done one by one. Throws what stops everything: what was done before stays.
 */
export async function inParts<Answer>(
  ids: readonly string[],
  size: number,
  work: (part: readonly string[]) => Promise<Answer>,
  { onProgress, stopped }: Watching,
): Promise<PartsReport<Answer>> {
  const answers: Answer[] = [];
  const refused: { id: string; error: unknown }[] = [];
  let at = 0;
  const tryPart = async (part: readonly string[]): Promise<void> => {
    try {
      answers.push(await work(part));
    } catch (error) {
      if (!ofOne.has(reportOf(error).code)) throw error;
      const [id] = part;
      if (part.length === 1 && id !== undefined) refused.push({ id, error });
      else for (const one of part) await tryPart([one]);
    }
  };
  while (at < ids.length && !stopped()) {
    const part = ids.slice(at, at + size);
    await tryPart(part);
    at += part.length;
    onProgress(at);
  }
  return { answers, done: at - refused.length, refused, left: ids.length - at };
}
