import { afterEach } from 'vitest';
import { createTransport, type TransportOptions } from '../../src/couch/create-transport.ts';
import type { Transport } from '../../src/couch/transport.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { type ErrorReport, reportError } from '../../src/shared/errors.ts';
import { json, type Script, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

export const credentials = { username: 'anna', password: 'canary-secret' };
const ending: (() => Promise<unknown>)[] = [];

/** Runs after the test, the latest first. */
export const closeLater = (end: () => Promise<unknown>): void => {
  ending.push(end);
};
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

/** Timers of back-off fire at once and are noted; longer ones (time-outs) run in real time. */
export function hurriedClock(): Clock & { readonly waited: number[] } {
  const waited: number[] = [];
  return {
    waited,
    now: () => new Date('2026-01-01T00:00:00.000Z'),
    timer: (milliseconds, callback) => {
      const quick = milliseconds <= 10_000;
      if (quick) waited.push(milliseconds);
      const timer = setTimeout(callback, quick ? 0 : milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** A transport on a scripted server, both closed after the test. */
export async function connected(
  script: Script,
  options: Partial<TransportOptions> = {},
): Promise<{ server: ScriptedServer; transport: Transport; waited: number[] }> {
  const server = await startScriptedServer(script);
  const clock = hurriedClock();
  const transport = createTransport({
    url: server.url,
    credentials: null,
    clock,
    random: () => 1,
    ...options,
  });
  ending.push(
    () => server.stop(),
    () => transport.close(),
  );
  return { server, transport, waited: clock.waited };
}

/** Answers sign-ins with a new session each; all else as `next` does. */
export const signedIn: (next: Script) => Script = (next) => (request, response, count) => {
  if (request.url === '/_session') {
    json(response, 200, { ok: true }, { 'set-cookie': `AuthSession=s${String(count)}; Path=/` });
  } else next(request, response, count);
};

/** The report of what a promise fails with. */
export const failure = async (promise: Promise<unknown>): Promise<ErrorReport> => {
  try {
    await promise;
  } catch (error) {
    return reportError(error);
  }
  throw new Error('was expected to fail');
};
