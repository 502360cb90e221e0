import { createHash, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { JsonObject } from './json.ts';

const derive = promisify(pbkdf2);

const digests = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
type Digest = (typeof digests)[number];
const digestBytes: Readonly<Record<Digest, number>> = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
};

/** CouchDB's default cost; the practice server is no weaker. */
const ITERATIONS = 600_000;

const equal = (expected: string, actual: Buffer): boolean => {
  const given = Buffer.from(expected.toLowerCase());
  const computed = Buffer.from(actual.toString('hex'));
  return given.length === computed.length && timingSafeEqual(given, computed);
};

/**
 * Whether a password belongs to a user document. Understands `pbkdf2` (without `pbkdf2_prf` it means SHA-1)
 * and the older `simple`; anything else matches nothing.
 */
export const passwordMatches = async (user: JsonObject, password: string): Promise<boolean> => {
  const { password_scheme: scheme, salt, iterations, derived_key: key, password_sha: sha } = user;
  if (typeof salt !== 'string') return false;
  if (scheme === 'pbkdf2') {
    const named = user['pbkdf2_prf'] ?? 'sha1';
    const digest = digests.find((candidate) => candidate === named);
    if (digest === undefined || typeof key !== 'string') return false;
    if (typeof iterations !== 'number' || !Number.isInteger(iterations) || iterations < 1)
      return false;
    return equal(key, await derive(password, salt, iterations, digestBytes[digest], digest));
  }
  if (scheme === 'simple' && typeof sha === 'string') {
    return equal(
      sha,
      createHash('sha1')
        .update(password + salt)
        .digest(),
    );
  }
  return false;
};

/** Replaces a plain `password` by its hash; a document without one is returned as it is. */
export const withHashedPassword = async (user: JsonObject): Promise<JsonObject> => {
  const { password, ...rest } = user;
  if (typeof password !== 'string') return user;
  const salt = randomBytes(16).toString('hex');
  const key = await derive(password, salt, ITERATIONS, digestBytes.sha256, 'sha256');
  return {
    ...rest,
    password_scheme: 'pbkdf2',
    pbkdf2_prf: 'sha256',
    iterations: ITERATIONS,
    salt,
    derived_key: key.toString('hex'),
  };
};
