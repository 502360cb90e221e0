import type { Resolution } from '../../shared/conflicts/resolution.ts';
import { parseRegistryDocument } from '../../shared/documents/registry-document.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { IndexState } from './index-state.ts';

/**
 * What to write so that conflicts end: the merged document as a child of the winner, and a tombstone for
 * every other leaf. Nothing in it is of this device or this moment, so that two devices which decide alike
 * make the same revisions. Errors: `conflict` where the leaves are others by now, `invalid-input`.
 */
export function resolutionWrites(
  resolutions: readonly Resolution[],
  state: IndexState,
): readonly Readonly<Record<string, unknown>>[] {
  return resolutions.flatMap(({ id, revs, body }) => {
    const now = state.conflicts().get(id) ?? [];
    if (now.length !== revs.length || !revs.every((rev) => now.includes(rev))) throw moved(id);
    const [winner] = now;
    if (body !== null) requireReadable(id, body);
    return [
      ...(body === null ? [] : [{ ...body, _id: id, _rev: winner }]),
      ...now.slice(1).map((_rev) => ({ _id: id, _rev, _deleted: true })),
    ];
  });
}

/** A kind that this console does not know has no schema here, and its sides are taken as they are. */
function requireReadable(id: string, body: Resolution['body']): void {
  const parsed = parseRegistryDocument(id, body);
  if (parsed.outcome !== 'broken') return;
  throw new ConsoleError(
    'invalid-input',
    'What was chosen does not make a document that is whole.',
    {
      remedy: 'Choose otherwise; what is wrong is in the details.',
      details: { document: id.slice(0, 300), reason: parsed.reason },
    },
  );
}

function moved(id: string): ConsoleError<'conflict'> {
  return new ConsoleError('conflict', 'The sides of this conflict have changed meanwhile.', {
    remedy: 'Look at it again, then decide.',
    details: { document: id.slice(0, 300) },
  });
}
