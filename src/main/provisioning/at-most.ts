/**
 * Runs so many things side by side and the rest in the order they came, at one promise each: a look at a
 * server asks for thousands.
 */
export function atMost(atOnce: number): <Result>(run: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;

  const next = (): void => {
    running -= 1;
    waiting.shift()?.();
  };

  return (run) =>
    new Promise((resolve, reject) => {
      const start = () => {
        running += 1;
        run().then(
          (result) => {
            resolve(result);
            next();
          },
          (error: unknown) => {
            next();
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        );
      };
      if (running < atOnce) start();
      else waiting.push(start);
    });
}
