import { fork, type ChildProcess } from 'node:child_process';
import { z } from 'zod';
import type { PracticeLauncher } from '../main/console/ports.ts';
import { ConsoleError } from '../shared/errors.ts';

const replySchema = z.discriminatedUnion('ready', [
  z.object({ ready: z.literal(true), url: z.url() }),
  z.object({ ready: z.literal(false), message: z.string().max(2000) }),
]);

/** Milliseconds until a practice server that says nothing is given up, and until one is ended by force. */
const limits = { start: 20_000, stop: 5_000 } as const;

/**
 * Runs the practice server as a child of the command, where the saved connection is one. Its password
 * travels in the first message; the process gets no argument and no environment to find anything in.
 * @param entry path of its built program
 */
export function createPracticeLauncher(entry: string): PracticeLauncher {
  return {
    start: async (options) => {
      const child = fork(entry, [], {
        env: {},
        execArgv: [],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      const exited = new Promise<void>((resolve) => {
        child.once('exit', () => {
          resolve();
        });
        child.once('error', () => {
          resolve();
        });
      });
      try {
        child.send({ ...options });
        return { url: await readiness(child, exited), stop: () => end(child, exited) };
      } catch (error) {
        await end(child, exited);
        throw error;
      }
    },
  };
}

async function readiness(child: ChildProcess, exited: Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const reply = await Promise.race([
      new Promise<unknown>((resolve) => {
        child.once('message', resolve);
      }),
      exited.then(() => {
        throw failed('It ended at once.');
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

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), limits.stop);
  await exited;
  clearTimeout(timer);
}

function failed(why: string): ConsoleError {
  return new ConsoleError('storage-failed', `The practice server did not start. ${why}`, {
    remedy: 'Run `npm run setup` in the checkout, or connect to another server.',
  });
}
