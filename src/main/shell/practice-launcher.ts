import { utilityProcess, type UtilityProcess } from 'electron';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import type { PracticeLauncher } from '../console/ports.ts';

const replySchema = z.discriminatedUnion('ready', [
  z.object({ ready: z.literal(true), url: z.url() }),
  z.object({ ready: z.literal(false), message: z.string().max(2000) }),
]);

/** Milliseconds until a practice server that says nothing is given up, and until one is ended by force. */
const limits = { start: 20_000, stop: 5_000 } as const;

/**
 * Runs the practice server in a process of its own. Its password travels in the first message; the
 * process gets no argument and no environment to find anything in.
 */
export function createPracticeLauncher(entry: string, log: Logger): PracticeLauncher {
  return {
    start: async (options) => {
      const child = utilityProcess.fork(entry, [], {
        serviceName: 'MyCouch practice server',
        env: {},
        stdio: 'ignore',
      });
      const exited = new Promise<number>((resolve) => {
        child.once('exit', resolve);
      });
      void exited.then((code) => {
        log.info({ code }, 'the practice server has ended');
      });
      child.postMessage({
        directory: options.directory,
        username: options.username,
        password: options.password,
        preferredPort: options.preferredPort,
      });
      try {
        const url = await readiness(child, exited);
        return { url, stop: () => end(child, exited) };
      } catch (error) {
        await end(child, exited);
        throw error;
      }
    },
  };
}

async function readiness(child: UtilityProcess, exited: Promise<number>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const reply = await Promise.race([
      new Promise<unknown>((resolve) => {
        child.once('message', resolve);
      }),
      exited.then((code) => {
        throw failed(`It ended with exit code ${code}.`);
      }),
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          reject(failed('It did not answer in time.'));
        }, limits.start);
      }),
    ]);
    const parsed = replySchema.safeParse(reply);
    if (!parsed.success) throw failed('It gave an answer that makes no sense.');
    if (!parsed.data.ready) throw failed(parsed.data.message);
    return parsed.data.url;
  } finally {
    clearTimeout(timer);
  }
}

/** Asks it to end, and ends it by force when it does not; its data survives that. */
async function end(child: UtilityProcess, exited: Promise<number>): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  child.kill();
  const timer = setTimeout(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }, limits.stop);
  await exited;
  clearTimeout(timer);
}

function failed(why: string): ConsoleError {
  return new ConsoleError('storage-failed', `The practice server did not start. ${why}`, {
    remedy: 'Try again; the log of the console has the details.',
  });
}
