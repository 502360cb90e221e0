import { join } from 'node:path';
import { ConsoleError } from '../../shared/errors.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';
import { agentHealthSchema, type AgentHealth } from './health.ts';

const fileName = 'agent.json';
/** How late a line may be, in milliseconds, beside three intervals. */
const patience = 15_000;

/** Leaves the newest health line for whoever asks how the agent is. */
export async function writeHealth(directory: string, health: AgentHealth): Promise<void> {
  await writeDurably(join(directory, fileName), `${JSON.stringify(health)}\n`);
}

/**
 * The newest health line of the agent on a data directory.
 * Errors: `not-found` where no agent ever ran there, `server-timeout` where its last line is too old.
 */
export async function checkHealth(directory: string, now: Date): Promise<AgentHealth> {
  const text = await readIfPresent(join(directory, fileName));
  const parsed = text === null ? null : agentHealthSchema.safeParse(parseOrNull(text));
  if (parsed?.success !== true) {
    throw new ConsoleError('not-found', 'No agent has told of itself in this data directory.', {
      remedy: 'Start one with `mycouch agent`.',
    });
  }
  const health = parsed.data;
  const age = now.getTime() - Date.parse(health.at);
  if (age > 3 * health.interval + patience) {
    throw new ConsoleError(
      'not-allowed-in-state',
      `The agent has not told of itself since ${health.at}.`,
      { remedy: 'Start it again; look at what it wrote last.' },
    );
  }
  return health;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
