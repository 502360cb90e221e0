import { join } from 'node:path';
import { z } from 'zod';
import { gatewayNameSchema } from '../shared/documents/signing-key.ts';
import { readPrivately, writePrivately } from './files/private-file.ts';

const fileSchema = z.object({ name: gatewayNameSchema });

/**
 * What the gateway is called in the registry, where its keys and counts stand under this name. It belongs to
 * the data folder as the keys do: a container that is made anew with its old folder is the same gateway.
 * @param wanted by the configuration; it has to be what the folder says
 */
export async function gatewayName(
  folder: string,
  wanted: string | undefined,
  uuid: () => string,
): Promise<string> {
  const path = join(folder, 'gateway.json');
  const text = await readPrivately(path);
  if (text !== null) {
    const kept = fileSchema.safeParse(parse(text));
    if (!kept.success) {
      throw new Error(
        `${path} cannot be read. Put it back, or give the gateway another data folder.`,
      );
    }
    if (wanted !== undefined && wanted !== kept.data.name) {
      throw new Error(
        `The data folder belongs to the gateway ${kept.data.name}, and this one is to be ${wanted}. Give each gateway a data folder of its own.`,
      );
    }
    return kept.data.name;
  }
  const name = wanted ?? `gateway-${uuid().slice(0, 8)}`;
  await writePrivately(path, `${JSON.stringify({ name })}\n`);
  return name;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
