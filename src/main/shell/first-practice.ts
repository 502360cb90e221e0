import type { Logger } from 'pino';
import type { Console } from '../console/ports.ts';

/**
 * On a first run, connects to the practice server without being asked. Where the vault still has to be
 * made or unlocked, that is waited for; a failure leaves the first-run page, which offers it by hand.
 */
export async function connectPracticeOnFirstRun(console: Console, log: Logger): Promise<void> {
  const { api, events } = console;
  const { firstRun } = await api.app.state(undefined);
  if (!firstRun) return;
  const connect = async (): Promise<void> => {
    // Somebody may have connected by hand while the vault was being made.
    if ((await api.connection.current(undefined)) !== null) return;
    await api.connection.practice(undefined);
  };
  if ((await api.vault.status(undefined)).state === 'open') {
    await connect();
    return;
  }
  const stop = events.on('vault.changed', (status) => {
    if (status.state !== 'open') return;
    stop();
    connect().catch((error: unknown) => {
      log.warn({ error }, 'the practice server could not be connected on the first run');
    });
  });
}
