import { createHash, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { CredentialHash } from '../../shared/documents/account.ts';

const derive = promisify(pbkdf2);

/** More would let a hand-made document keep this machine busy for minutes. */
const iterationLimit = 10_000_000;

/** Names of CouchDB's `pbkdf2_prf`; older documents have none, which means SHA-1. */
const digests: ReadonlyMap<string, string> = new Map([
  ['sha', 'sha1'],
  ['sha224', 'sha224'],
  ['sha256', 'sha256'],
  ['sha384', 'sha384'],
  ['sha512', 'sha512'],
]);

const storedSchema = z.object({
  password_scheme: z.literal('pbkdf2'),
  pbkdf2_prf: z.string().default('sha'),
  iterations: z.number().int().min(1).max(iterationLimit),
  salt: z.string().max(1000),
  derived_key: z.string().regex(/^([0-9a-f]{2}){10,128}$/),
});

/**
 * What a user document keeps to check a password. Null stands for what neither the console nor CouchDB's
 * own re-hashing leaves behind: another scheme, or no password at all. Never logged, never shown.
 */
export type StoredPassword = {
  readonly prf: string;
  readonly iterations: number;
  readonly salt: string;
  readonly derivedKey: string;
} | null;

export function storedPassword(document: Readonly<Record<string, unknown>>): StoredPassword {
  const parsed = storedSchema.safeParse(document);
  if (!parsed.success || !digests.has(parsed.data.pbkdf2_prf)) return null;
  const { pbkdf2_prf, iterations, salt, derived_key } = parsed.data;
  return { prf: pbkdf2_prf, iterations, salt, derivedKey: derived_key };
}

/** Whether it is the very hash that the registry has, so that no password is needed to tell. */
export function isRegistryHash(stored: StoredPassword, hash: CredentialHash): boolean {
  if (stored?.salt !== hash.salt || stored.iterations !== hash.iterations) {
    return false;
  }
  return stored.prf === 'sha256'
    ? stored.derivedKey === hash.sha256
    : stored.prf === 'sha' && stored.derivedKey === hash.sha1;
}

/** Whether this is the password; takes some tenths of a second, off the event loop. */
export async function isPassword(stored: StoredPassword, password: string): Promise<boolean> {
  if (stored === null) return false;
  const wanted = Buffer.from(stored.derivedKey, 'hex');
  const digest = digests.get(stored.prf) ?? 'sha1';
  const found = await derive(password, stored.salt, stored.iterations, wanted.length, digest);
  return timingSafeEqual(found, wanted);
}

/** Names what is stored for one credential without telling it: what was found about it is kept under this. */
export function storedDigest(
  username: string,
  credentialId: string,
  stored: StoredPassword,
): string {
  return createHash('sha256')
    .update(JSON.stringify([username, credentialId, stored]))
    .digest('hex');
}
