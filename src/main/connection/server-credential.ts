import { z } from 'zod';
import type { CouchCredentials } from '../../couch/transport.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { SecretStore } from '../secrets/secret-store.ts';

const credentialSchema = z.object({ username: z.string(), password: z.string() });

/** A CouchDB user name and password as one secret. */
export async function readCredential(
  secrets: SecretStore,
  name: string,
): Promise<CouchCredentials | null> {
  const text = await secrets.get(name);
  if (text === null) return null;
  const parsed = credentialSchema.safeParse(parseOrNull(text));
  if (parsed.success) return parsed.data;
  throw new ConsoleError('vault-damaged', 'A saved credential cannot be read.', {
    remedy: 'Connect to the server again.',
  });
}

export async function saveCredential(
  secrets: SecretStore,
  name: string,
  { username, password }: CouchCredentials,
): Promise<void> {
  await secrets.set(name, JSON.stringify({ username, password }));
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
