/** Gives out turns: so many at once, the lowest rank first, within a rank as they came. */
export interface Turns {
  readonly take: <Result>(rank: number, work: () => Promise<Result>) => Promise<Result>;
  /** Resolves as soon as nobody waits for a turn and one is free. */
  readonly room: () => Promise<void>;
}

/** @param ranks how many ranks there are, from 0 */
export function createTurns(atOnce: number, ranks: number): Turns {
  const queues = Array.from({ length: ranks }, (): (() => void)[] => []);
  let waitingForRoom: (() => void)[] = [];
  let running = 0;

  function begin(): void {
    while (running < atOnce) {
      const start = queues.find((queue) => queue.length > 0)?.shift();
      if (start === undefined) return;
      running += 1;
      start();
    }
  }

  /** Later than everything that asks for its turn because something has just ended. */
  function settle(): void {
    begin();
    if (running === atOnce) return;
    const told = waitingForRoom;
    waitingForRoom = [];
    for (const resolve of told) resolve();
  }

  return {
    take: (rank, work) =>
      new Promise((resolve, reject) => {
        const queue = queues[rank] ?? queues.at(-1);
        queue?.push(() => {
          work()
            .then(resolve, reject)
            .finally(() => {
              running -= 1;
              setImmediate(settle);
            });
        });
        begin();
      }),
    room: () =>
      new Promise((resolve) => {
        waitingForRoom.push(resolve);
        setImmediate(settle);
      }),
  };
}
