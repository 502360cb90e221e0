import { join } from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import { readIfPresent, writeDurably } from './durable-file.ts';

const deviceSchema = z.object({
  format: z.literal(1),
  id: z.uuid(),
  name: z.string().min(1).max(60),
  createdAt: z.iso.datetime(),
});

/** One data directory on one machine. */
export interface Device {
  /** Names this data directory's entries in the keychain. */
  readonly id: string;
  /** Short name as it stands in the audit log, for example `anna-laptop-3f2a`. */
  readonly name: string;
}

/**
 * Reads `device.json`, or makes it on the first start. A broken one is an error and not replaced: the
 * id is what finds this directory's secrets in the keychain.
 */
export async function loadDevice(options: {
  readonly directory: string;
  readonly uuid: () => string;
  readonly hostname: string;
  readonly now: () => Date;
}): Promise<Device> {
  const path = join(options.directory, 'device.json');
  const text = await readIfPresent(path);
  if (text !== null) return parseDevice(text, path);
  const id = options.uuid();
  const host = options.hostname
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .slice(0, 40);
  const name = `${host === '' ? 'device' : host}-${id.slice(0, 4)}`;
  const device = { format: 1, id, name, createdAt: options.now().toISOString() };
  await writeDurably(path, `${JSON.stringify(device, null, 2)}\n`);
  return { id, name };
}

function parseDevice(text: string, path: string): Device {
  const parsed = deviceSchema.safeParse(jsonOrNull(text));
  if (parsed.success) return { id: parsed.data.id, name: parsed.data.name };
  throw new ConsoleError('storage-failed', 'The file device.json is damaged.', {
    remedy: 'Restore it from a backup of the data directory.',
    details: { path },
  });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
