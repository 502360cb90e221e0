import { startAgent } from '../main/agent/agent.ts';
import { checkHealth, writeHealth } from '../main/agent/health-file.ts';
import { healthText, type AgentHealth } from '../main/agent/health.ts';
import type { Console, Logger } from '../main/console/ports.ts';
import { systemClock } from '../main/console/system-clock.ts';
import { serveControl } from '../main/control/serve-control.ts';
import { ConsoleError } from '../shared/errors.ts';
import type { AgentWanted } from './commands/agent.ts';
import { exitCodes, type ExitCode } from './exit-code.ts';

export interface AgentRun extends AgentWanted {
  readonly directory: string;
  /** Takes each health line, as a document and in words. */
  readonly line: (document: object, text: string) => void;
  /** Fires when the agent is to end. */
  readonly signal: AbortSignal;
}

/**
 * Runs the agent until it is told to stop, and answers `done` then. Commands on the same data directory work
 * through it meanwhile. Throws what kept it from starting or ended it.
 */
export async function runAgent(
  run: AgentRun,
  parts: {
    readonly log: (directory: string) => Logger;
    readonly open: (directory: string, log: Logger) => Promise<Console>;
  },
): Promise<ExitCode> {
  const { directory, line, signal } = run;
  if (run.check) {
    const health = await checkHealth(directory, systemClock.now());
    line(health, healthText(health));
    return health.state === 'error' ? exitCodes.failed : exitCodes.done;
  }
  const log = parts.log(directory);
  const console = await parts.open(directory, log);
  let writing: Promise<void> = Promise.resolve();
  try {
    const control = await serveControl({ directory, console, owner: 'agent', log });
    try {
      const { device } = await console.api.app.state(undefined);
      const agent = startAgent({
        console,
        device,
        clock: systemClock,
        random: Math.random,
        interval: run.interval,
        onHealth: (health: AgentHealth) => {
          line(health, healthText(health));
          writing = writing
            .then(() => writeHealth(directory, health))
            .catch((error: unknown) => {
              log.warn({ error }, 'the health of the agent could not be written');
            });
        },
      });
      if (signal.aborted) agent.stop();
      signal.addEventListener('abort', agent.stop, { once: true });
      const problem = await agent.ended;
      if (problem === null) return exitCodes.done;
      const { code, message, remedy, details } = problem;
      throw new ConsoleError(code, message, { remedy, details });
    } finally {
      await writing;
      await control.close();
    }
  } finally {
    await console.close();
  }
}
