import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';
import { protocolVersion } from './frames.ts';

const controlFileSchema = z.object({
  protocol: z.literal(protocolVersion),
  /** `window`, `agent`: stays until it is closed. `command`: ends by itself soon. */
  owner: z.enum(['window', 'agent', 'command']),
  /** Path of a socket, or name of a pipe. */
  address: z.string().min(1).max(1000),
  /** What a caller shows to be let in: who can read this file may work on this data. */
  token: z.string().regex(/^[0-9a-f]{64}$/),
  pid: z.number().int().min(1),
});

export type ControlFile = z.infer<typeof controlFileSchema>;

const pathOf = (directory: string): string => join(directory, 'control.json');

/** What the running console of a data directory left for others, or null where there is none to read. */
export async function readControlFile(directory: string): Promise<ControlFile | null> {
  try {
    const text = await readIfPresent(pathOf(directory));
    if (text === null) return null;
    const parsed = controlFileSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Writes it for the owner's eyes alone, over whatever a killed console left. */
export async function writeControlFile(directory: string, content: ControlFile): Promise<void> {
  await writeDurably(pathOf(directory), `${JSON.stringify(content)}\n`);
}

/** Removes it unless another console has replaced it since. */
export async function removeControlFile(directory: string, token: string): Promise<void> {
  if ((await readControlFile(directory))?.token !== token) return;
  await rm(pathOf(directory), { force: true }).catch(() => undefined);
}
