/**
 * Orders revisions as CouchDB chooses a winner among live leaves: the longest history first, then the
 * higher hash. Negative where `a` comes before `b`.
 */
export function compareRevs(a: string, b: string): number {
  const byLength = generationOf(b) - generationOf(a);
  if (byLength !== 0) return byLength;
  if (a === b) return 0;
  return a > b ? -1 : 1;
}

function generationOf(rev: string): number {
  const number = Number.parseInt(rev, 10);
  return Number.isNaN(number) ? 0 : number;
}
