/** A long computation in pieces of some milliseconds; whoever runs it may do something else between two. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** So many of the log's entries are looked at in one piece. */
const entriesPerStep = 2000;

/** Runs it to its end without a pause. */
export function allAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Every item, with a pause after every so many. */
export function* inPieces<Item>(
  items: Iterable<Item>,
  work: (item: Item) => void,
): Steps<undefined> {
  let count = 0;
  for (const item of items) {
    work(item);
    count += 1;
    if (count % entriesPerStep === 0) yield;
  }
  return undefined;
}
