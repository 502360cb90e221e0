import { join } from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

export const savedConnectionSchema = z.object({
  format: z.literal(1),
  couchdbUuid: z.string().min(1),
  name: z.string(),
  /** Without credentials. */
  url: z.url(),
  version: z.string(),
  practice: z.boolean(),
  operatorAccount: z.string(),
});

/** The server this data directory belongs to, without any secret. */
export type SavedConnection = z.infer<typeof savedConnectionSchema>;

const fileName = 'connection.json';

/** Null where no server was connected yet. A damaged file is an error, since forgetting is a decision. */
export async function readConnection(directory: string): Promise<SavedConnection | null> {
  const text = await readIfPresent(join(directory, fileName));
  if (text === null) return null;
  const value = parseOrNull(text);
  if (value === null && text.trim() === 'null') return null;
  const parsed = savedConnectionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConsoleError('storage-failed', 'The file connection.json is damaged.', {
    remedy: 'Remove it and connect to the server again.',
    details: { path: join(directory, fileName) },
  });
}

export async function writeConnection(
  directory: string,
  connection: SavedConnection | null,
): Promise<void> {
  await writeDurably(join(directory, fileName), `${JSON.stringify(connection, null, 2)}\n`);
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
