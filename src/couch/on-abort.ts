/** Who is to be told, by signal. */
const told = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, until the answer is called. Thousands of requests may go by one signal,
 * so all of them share one listener: adding and removing one each is a good part of what a request costs.
 * @param signal not aborted yet
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const listening = told.get(signal) ?? listen(signal);
  listening.add(callback);
  return () => {
    listening.delete(callback);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  told.set(signal, callbacks);
  signal.addEventListener(
    'abort',
    () => {
      for (const callback of [...callbacks]) callback();
    },
    { once: true },
  );
  return callbacks;
}
