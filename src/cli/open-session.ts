import { setTimeout as pause } from 'node:timers/promises';
import { connectControl, type ControlLink } from '../main/control/connect-control.ts';
import { createConsoleClient } from '../main/control/console-client.ts';
import { serveControl } from '../main/control/serve-control.ts';
import type { Console, Logger } from '../main/console/ports.ts';
import { dispatch } from '../main/dispatch.ts';
import { ConsoleError, MyCouchError } from '../shared/errors.ts';
import type { Session } from './session.ts';

/** Milliseconds that another command, or a console that just starts, is waited for. */
const defaultPatience = 10_000;
const step = 100;

export interface SessionOptions {
  readonly directory: string;
  readonly log: Logger;
  /** Opens the console in this process. Error `data-in-use` while another process holds its registry. */
  readonly open: () => Promise<Console>;
  readonly patience?: number;
}

/**
 * A console on the data directory. One that runs in a window or an agent is used at once; another command is waited
 * for, and used when it takes long. Errors: `data-in-use`, and whatever opening says.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { directory, open, log, patience = defaultPatience } = options;
  const deadline = Date.now() + patience;
  for (;;) {
    const link = await connectControl(directory);
    const late = Date.now() >= deadline;
    if (link !== null && (link.owner !== 'command' || late)) return throughLink(link);
    if (link === null) {
      try {
        return await inThisProcess(directory, await open(), log);
      } catch (error) {
        if (!(error instanceof MyCouchError) || error.code !== 'data-in-use') throw error;
        if (late) throw inUse(directory, error);
      }
    }
    link?.close();
    await pause(step);
  }
}

function throughLink({ client, onProgress, close }: ControlLink): Session {
  return {
    client,
    shared: true,
    onProgress,
    close: () => {
      close();
      return Promise.resolve();
    },
  };
}

/** Others may work through this console while it lasts; where that cannot be, they wait. */
async function inThisProcess(directory: string, console: Console, log: Logger): Promise<Session> {
  const control = await serveControl({ directory, console, owner: 'command', log }).catch(
    (error: unknown) => {
      log.warn({ error }, 'the control socket could not be opened');
      return null;
    },
  );
  return {
    client: createConsoleClient((domain, call, argument) =>
      dispatch(console.api, domain, call, argument, console.role, (error) => {
        log.error({ error, domain, call }, 'a call failed unexpectedly');
      }),
    ),
    shared: false,
    onProgress: (listener) => console.events.on('plan.progress', listener),
    close: async (hurry) => {
      await (hurry ? control?.close() : control?.drain());
      await console.close();
    },
  };
}

function inUse(directory: string, cause: unknown): ConsoleError {
  return new ConsoleError(
    'data-in-use',
    'Another program has this data open and does not answer the command line.',
    {
      remedy: 'Wait until it has ended or close it, or use another directory with --data DIR.',
      details: { directory },
      cause,
    },
  );
}
