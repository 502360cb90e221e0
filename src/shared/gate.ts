/** Lets one action run at a time, in the order they came; one that fails does not stop the next. */
export interface Gate {
  readonly run: <T>(action: () => Promise<T>) => Promise<T>;
  /** Resolves when everything asked for so far has ended. */
  readonly idle: () => Promise<void>;
}

export function createGate(): Gate {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (action) => {
      const result = last.then(action);
      last = result.catch(() => undefined);
      return result;
    },
    idle: async () => {
      await last;
    },
  };
}
