import { safestMarks, serverMarks, type Server } from '../documents/server.ts';

/**
 * What counts where a server's document has conflicting leaves: everything from the winner, but the safest
 * marks of all leaves, and the JWT handler off where one of them has it so. A leaf that the winner names in `marks_seen` was decided over already; the answer
 * names them all, so that whoever marks the server next decides over what was shown.
 */
export function safestServer(winner: Server, others: readonly Server[]): Server {
  if (others.length === 0) return winner;
  const open = undecided([winner, ...others]).filter((leaf) => leaf !== winner);
  const marks_seen = others.flatMap(({ _rev }) => (_rev === undefined ? [] : [_rev]));
  const marks = open.length === 0 ? {} : safestMarks([winner, ...open].map(serverMarks));
  const off = open.some(({ jwtHandler }) => jwtHandler === 'off');
  return { ...winner, ...marks, ...(off ? { jwtHandler: 'off' } : {}), marks_seen };
}

/** The leaves whose marks nobody has decided over since. */
export function undecided(leaves: readonly Server[]): readonly Server[] {
  const seen = new Set(
    leaves.flatMap(({ marks_seen = [], merged_revs = [] }) => [...marks_seen, ...merged_revs]),
  );
  return leaves.filter(({ _rev }) => _rev === undefined || !seen.has(_rev));
}
