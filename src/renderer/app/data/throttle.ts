/**
 * Runs at once, and while calls keep coming at most once every `milliseconds`; the last call always
 * leads to a run. `stop` drops what is due.
 */
export function throttle(run: () => void, milliseconds: number): { call(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let due = false;
  const tick = () => {
    timer = null;
    if (!due) return;
    due = false;
    start();
  };
  const start = () => {
    timer = setTimeout(tick, milliseconds);
    run();
  };
  return {
    call() {
      if (timer === null) start();
      else due = true;
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      due = false;
    },
  };
}
