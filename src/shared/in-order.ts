/**
 * Works on items side by side, at most so many at once, and yields the results in the order of the items.
 * The first failure ends it; whoever stops iterating need not wait for what is under way.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<{ readonly item: Item; readonly result: Result }, void> {
  const running: { readonly item: Item; readonly result: Promise<Result> }[] = [];
  for await (const item of items) {
    const result = work(item);
    // Its turn to be awaited comes later, or never.
    result.catch(() => undefined);
    running.push({ item, result });
    if (running.length < atOnce) continue;
    const first = running.shift();
    if (first !== undefined) yield { item: first.item, result: await first.result };
  }
  for (const { item, result } of running) yield { item, result: await result };
}
