import { spawn } from 'node:child_process';

/** Ends a process, and removes its folder, should this one die without being able to do it. */
export interface Watchdog {
  /** The process ended as it should; nothing is left to watch. */
  readonly dismiss: () => void;
}

/*
 * `read` comes back with a line when it is dismissed, and empty-handed when the other end of the pipe is gone
 * with the process that held it.
 */
const script =
  'if read -r line; then exit 0; fi; kill -9 "$1" 2>/dev/null; sleep 1; rm -rf -- "$2"';

/** @param pid of a process that the caller started; `folder` is that process's own. */
export const watch = (pid: number, folder: string): Watchdog => {
  // Its own group, for a run that is killed as a group takes everything in it along.
  const dog = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  dog.on('error', () => undefined);
  dog.stdin.on('error', () => undefined);
  dog.unref();
  return {
    dismiss: () => {
      dog.stdin.end('done\n');
    },
  };
};
