/** What ends a request before its answer is whole: the client left, it is let in no more, the gateway ends. */
export interface Ending {
  readonly over: () => boolean;
  /** Calls back once it is over; at once where it is. */
  readonly whenOver: (action: () => void) => void;
  /** The same for what takes a signal; made when it is asked for, since most requests need none. */
  readonly signal: () => AbortSignal;
}

/** An `Ending`, and the way to bring it about. */
export function createEnding(): { readonly ending: Ending; readonly end: () => void } {
  const actions: (() => void)[] = [];
  let over = false;
  let controller: AbortController | null = null;
  const whenOver = (action: () => void): void => {
    if (over) action();
    else actions.push(action);
  };
  return {
    ending: {
      over: () => over,
      whenOver,
      signal: () => {
        if (controller === null) {
          const made = new AbortController();
          controller = made;
          whenOver(() => {
            made.abort();
          });
        }
        return controller.signal;
      },
    },
    end: () => {
      if (over) return;
      over = true;
      for (const action of actions.splice(0)) action();
    },
  };
}
