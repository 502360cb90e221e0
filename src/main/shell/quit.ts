import { app } from 'electron';
import type { Logger } from 'pino';

/** Milliseconds the console gets to finish; what is acknowledged is on disk before that anyway. */
const closeLimit = 10_000;

/** Holds quitting back until `close` has ended, or its time is up. */
export function closeBeforeQuit(close: () => Promise<void>, log: Logger): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const leave = (): void => {
      state = 'closed';
      clearTimeout(timer);
      // Not within the event itself: Electron would hang between quitting and staying.
      setImmediate(() => {
        app.quit();
      });
    };
    const timer = setTimeout(() => {
      log.error({}, 'closing took too long and was cut off');
      leave();
    }, closeLimit);
    close().then(leave, (error: unknown) => {
      log.error({ error }, 'closing failed');
      leave();
    });
  });
}
