import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { CredentialHash } from '../../shared/documents/account.ts';

const derive = promisify(pbkdf2);

const passwordBytes = 24;
const saltBytes = 16;

/**
 * Stretching protects guessable passwords. This one has 192 random bits, so a high count would only cost
 * time when thousands of accounts are made; CouchDB raises it by itself at the first login.
 */
const iterations = 100;

export interface NewCredential {
  /** 32 characters of base64url, 192 bits. Goes to the vault and nowhere else. */
  readonly password: string;
  readonly hash: CredentialHash;
}

/**
 * Makes the password of a service account and what CouchDB needs to check it, so that the password itself
 * never travels. `randomBytes` must be cryptographically strong (`crypto.randomBytes`).
 */
export async function makeCredential(
  randomBytes: (size: number) => Uint8Array,
): Promise<NewCredential> {
  const password = Buffer.from(randomBytes(passwordBytes)).toString('base64url');
  const salt = Buffer.from(randomBytes(saltBytes)).toString('hex');
  const [sha256, sha1] = await Promise.all([
    derive(password, salt, iterations, 32, 'sha256'),
    derive(password, salt, iterations, 20, 'sha1'),
  ]);
  return {
    password,
    hash: { iterations, salt, sha256: sha256.toString('hex'), sha1: sha1.toString('hex') },
  };
}
