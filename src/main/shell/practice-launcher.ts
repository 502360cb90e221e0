import { utilityProcess, type UtilityProcess } from 'electron';
import type { Logger } from 'pino';
import type { PracticeLauncher } from '../console/ports.ts';
import { practiceAddress, practiceLimits } from '../console/practice-process.ts';

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
        const url = await practiceAddress({
          reply: new Promise((resolve) => {
            child.once('message', resolve);
          }),
          ended: exited.then((code) => `It ended with exit code ${String(code)}.`),
          remedy: 'Try again; the log of the console has the details.',
        });
        return { url, stop: () => end(child, exited) };
      } catch (error) {
        await end(child, exited);
        throw error;
      }
    },
  };
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
  }, practiceLimits.stop);
  await exited;
  clearTimeout(timer);
}
