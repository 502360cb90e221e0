import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';

/** Seconds. */
const shortest = 1;
const longest = 3600;

export interface AgentWanted {
  /** Milliseconds. */
  readonly interval: number;
  /** Only ask how the agent on this data directory is. */
  readonly check: boolean;
}

/** Runs the agent, or asks how it is; the command's action is nothing but this. */
export type RunAgent = (wanted: AgentWanted) => Promise<void>;

const optionsSchema = z.object({ interval: z.number(), check: z.boolean().optional() });

/** `mycouch agent`: the console without a window, awake when laptops sleep. */
export function addAgent(parent: Command, run: RunAgent): void {
  parent
    .command('agent')
    .description(
      'keep the server as the registry wants it, until it is stopped; applies by itself what ' +
        '`mycouch server mark --agent` allows, and tells how it is, one line each time',
    )
    .option('--interval <seconds>', 'between two looks for what was changed by hand', seconds, 30)
    .option('--check', 'only tell how the agent on this data directory is; exit code 1 if not well')
    .action((options: unknown) => {
      const { interval, check = false } = optionsSchema.parse(options);
      return run({ interval: interval * 1000, check });
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= shortest && value <= longest) return value;
  throw new InvalidArgumentError(
    `It takes whole seconds, from ${String(shortest)} to ${String(longest)}.`,
  );
}
