import type { CatchUp } from '../../../shared/bridge/catch-up-views.ts';

/** How much met on each side, the rows that are not listed included. */
export function sidesOf({ mine, theirs, server, more }: CatchUp): {
  readonly mine: number;
  readonly theirs: number;
  readonly server: number;
} {
  return {
    mine: mine.length + more.mine,
    theirs: theirs.length + more.theirs,
    server: server.length,
  };
}

/** Documents that are listed on both sides. */
export function onBothSides({ mine, theirs }: CatchUp): ReadonlySet<string> {
  const here = new Set(mine.map(({ documentId }) => documentId));
  return new Set(theirs.map(({ documentId }) => documentId).filter((id) => here.has(id)));
}
