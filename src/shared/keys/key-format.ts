import { toBase62 } from './base62.ts';
import { crc32 } from './crc32.ts';

/**
 * An API key: `myc_<id>_<secret><checksum>`. The prefix makes it recognisable, the id (12 characters of
 * base 62) makes looking it up one step, the secret (22 characters) has 131 bits, and the checksum (6
 * characters: CRC-32 of everything before it, in base 62) lets a typo be refused without a look-up.
 */
export const keyPrefix = 'myc_';
export const keyLengths = { id: 12, secret: 22, checksum: 6 } as const;
/** Characters in a whole key. */
export const keyLength =
  keyPrefix.length + keyLengths.id + 1 + keyLengths.secret + keyLengths.checksum;

/** What a whole key looks like, for searching in text; its checksum may still be wrong. */
export const keyPattern = 'myc_[0-9A-Za-z]{12}_[0-9A-Za-z]{28}';
const wholeKey = new RegExp(`^${keyPattern}$`);

/** The checksum of a key's other characters. */
export function keyChecksum(body: string): string {
  return toBase62(crc32(body), keyLengths.checksum);
}

export type ParsedKey =
  | { readonly outcome: 'key'; readonly keyId: string }
  /** It begins like one, but was changed, shortened or lengthened on its way. */
  | { readonly outcome: 'typo' }
  | { readonly outcome: 'not-a-key' };

/**
 * Reads what somebody presented as a key. One changed, missing, added or swapped character is always
 * noticed: a CRC-32 finds every change within 32 neighbouring bits and every exchange of two characters it
 * covers. (An exchange with one of the checksum itself gets by once in four thousand million.) Whether the
 * key was ever given out, only its hash says.
 */
export function parseKey(text: string): ParsedKey {
  if (!text.startsWith(keyPrefix)) return { outcome: 'not-a-key' };
  if (!wholeKey.test(text)) return { outcome: 'typo' };
  const body = text.slice(0, -keyLengths.checksum);
  if (keyChecksum(body) !== text.slice(-keyLengths.checksum)) return { outcome: 'typo' };
  return { outcome: 'key', keyId: idIn(text) };
}

/** The id in a text that has the shape of a key. */
export function idIn(key: string): string {
  return key.slice(keyPrefix.length, keyPrefix.length + keyLengths.id);
}

/** What lists and logs show of a key: enough to find it, nothing to use it with. */
export function shownPrefix(keyId: string): string {
  return `${keyPrefix}${keyId}_…`;
}

/** A text in which every key is replaced by what may be shown of it. */
export function maskKeys(text: string): string {
  return text.replaceAll(/myc_([0-9A-Za-z]{12})_[0-9A-Za-z]+/g, (_, id: string) => shownPrefix(id));
}
