import { fork, type ChildProcess } from 'node:child_process';
import type { PracticeLauncher } from '../main/console/ports.ts';
import { practiceAddress, practiceLimits } from '../main/console/practice-process.ts';

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
        const url = await practiceAddress({
          reply: new Promise((resolve) => {
            child.once('message', resolve);
          }),
          ended: exited.then(() => 'It ended at once.'),
          remedy: 'Run `npm run setup` in the checkout, or connect to another server.',
        });
        return { url, stop: () => end(child, exited) };
      } catch (error) {
        await end(child, exited);
        throw error;
      }
    },
  };
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), practiceLimits.stop);
  await exited;
  clearTimeout(timer);
}
