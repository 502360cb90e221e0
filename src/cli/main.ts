import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { createConsole } from '../main/console.ts';
import { defaultDataDirectory } from '../main/data-directory.ts';
import { commandLog } from './command-log.ts';
import { readEnvironment } from './environment.ts';
import { openSession } from './open-session.ts';
import { prepareDirectory } from './prepare-directory.ts';
import { createPracticeLauncher } from './practice-launcher.ts';
import { flushed, processTerminal } from './process-terminal.ts';
import { runAgent } from './run-agent.ts';
import { runCli } from './run-cli.ts';

const practiceProgram = fileURLToPath(new URL('../practice/main.js', import.meta.url));
/** What a shell expects of a program that was interrupted. */
const interrupted = 130;

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked a second time, it ends at once: what was acknowledged is on disk, the next plan heals the rest.
    if (ending.signal.aborted) process.exit(interrupted);
    ending.abort();
  });
}

const environment = readEnvironment(process.env);
const exit = await runCli(process.argv.slice(2), {
  version: manifest.version,
  environment,
  terminal: processTerminal(),
  signal: ending.signal,
  defaultDirectory: () => defaultDataDirectory(),
  openSession: async (directory) => {
    await prepareDirectory(directory);
    const log = commandLog(directory);
    return await openSession({
      directory,
      log,
      open: () =>
        createConsole({
          directory,
          version: manifest.version,
          log,
          serverOverride: environment.server(),
          passphrase: environment.passphrase,
          practice: createPracticeLauncher(practiceProgram),
          replication: 'on-demand',
        }),
    });
  },
  runAgent: async (run) =>
    await runAgent(run, {
      log: commandLog,
      open: async (directory, log) => {
        await prepareDirectory(directory);
        return await createConsole({
          directory,
          version: manifest.version,
          log,
          serverOverride: environment.server(),
          passphrase: environment.passphrase,
          replication: 'at-start',
          appliesAs: 'agent',
          // One that finds another at work stands by instead of asking for the lease.
          leaseTimes: { patience: 0 },
        });
      },
    }),
});
await flushed();
process.exit(exit);
