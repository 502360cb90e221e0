import { join } from 'node:path';
import { readPrivately, writePrivately } from '../files/private-file.ts';
import { keyFileSchema, type OwnKey } from './key-states.ts';

/** Where the gateway keeps its key pairs. */
export interface KeyStore {
  readonly read: () => Promise<readonly OwnKey[]>;
  readonly write: (keys: readonly OwnKey[]) => Promise<void>;
}

/**
 * The key pairs in a file of the data folder, for its owner alone, replaced as a whole. One that cannot be
 * read, or is another gateway's, is an error and is left as it is: making new keys over it would end every
 * token that was given out.
 */
export function keyFile(folder: string, gateway: string): KeyStore {
  const path = join(folder, 'signing-keys.json');
  return {
    read: async () => {
      const text = await readPrivately(path);
      if (text === null) return [];
      const parsed = keyFileSchema.safeParse(parse(text));
      if (!parsed.success) {
        throw new Error(
          `${path} cannot be read as the gateway's keys. Put it back from a copy, or move it away to begin with new keys.`,
        );
      }
      if (parsed.data.gateway !== gateway) {
        throw new Error(
          `${path} belongs to the gateway ${parsed.data.gateway}, and this one is ${gateway}. Give each gateway a data folder of its own.`,
        );
      }
      return parsed.data.keys;
    },
    write: async (keys) => {
      await writePrivately(path, `${JSON.stringify({ version: 1, gateway, keys }, null, 2)}\n`);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
