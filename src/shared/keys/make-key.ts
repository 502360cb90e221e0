import { randomBase62, type RandomBytes } from './base62.ts';
import { keyChecksum, keyLengths, keyPrefix } from './key-format.ts';

export interface NewKey {
  readonly keyId: string;
  /** The whole key: shown once, never kept. */
  readonly key: string;
}

/** Makes a new API key. What is kept of it is the SHA-256 of the whole key. */
export function makeKey(randomBytes: RandomBytes): NewKey {
  const keyId = randomBase62(keyLengths.id, randomBytes);
  const body = `${keyPrefix}${keyId}_${randomBase62(keyLengths.secret, randomBytes)}`;
  return { keyId, key: body + keyChecksum(body) };
}
