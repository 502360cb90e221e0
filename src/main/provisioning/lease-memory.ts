import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

/** A crash in the middle of taking a lease leaves an older token in the server's document. */
const kept = 4;
const memorySchema = z.object({ format: z.literal(1), tokens: z.array(z.uuid()) });

/**
 * The tokens that this data directory last took leases with. Only one process at a time has the directory
 * open, so a lease with one of these that this process does not hold was left behind, and is free at once.
 */
export interface LeaseMemory {
  readonly tokens: () => ReadonlySet<string>;
  /** Resolves when the token is on disk. */
  readonly remember: (token: string) => Promise<void>;
}

/** A damaged file costs waiting until a lease that was left behind has expired, and nothing else. */
export async function openLeaseMemory(directory: string): Promise<LeaseMemory> {
  const path = join(directory, 'lease.json');
  let tokens = await readTokens(path);
  return {
    tokens: () => new Set(tokens),
    remember: async (token) => {
      if (tokens[0] === token) return;
      tokens = [token, ...tokens].slice(0, kept);
      await writeDurably(path, JSON.stringify({ format: 1, tokens }));
    },
  };
}

async function readTokens(path: string): Promise<readonly string[]> {
  const text = await readIfPresent(path);
  if (text === null) return [];
  try {
    return memorySchema.parse(JSON.parse(text)).tokens;
  } catch {
    return [];
  }
}
