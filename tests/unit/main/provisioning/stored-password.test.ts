import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCredential } from '../../../../src/main/provisioning/password.ts';
import {
  isPassword,
  isRegistryHash,
  storedDigest,
  storedPassword,
} from '../../../../src/main/provisioning/stored-password.ts';

const document = (more: object) => ({ password_scheme: 'pbkdf2', ...more });

describe('what a user document keeps of a password', () => {
  it('is told from the registry’s hash, of either kind, without the password', async () => {
    const { hash } = await makeCredential(randomBytes);
    const { salt, iterations } = hash;
    const newer = document({ pbkdf2_prf: 'sha256', salt, iterations, derived_key: hash.sha256 });
    const older = document({ salt, iterations, derived_key: hash.sha1 });
    expect(isRegistryHash(storedPassword(newer), hash)).toBe(true);
    expect(isRegistryHash(storedPassword(older), hash)).toBe(true);
    const moved = storedPassword({ ...newer, iterations: iterations + 1 });
    expect(isRegistryHash(moved, hash)).toBe(false);
    expect(isRegistryHash(storedPassword({ ...older, pbkdf2_prf: 'sha256' }), hash)).toBe(false);
  });

  it('is told to be the password after a re-hash, and not to be after a hand set another', async () => {
    const { password } = await makeCredential(randomBytes);
    for (const [prf, digest, bytes] of [
      ['sha256', 'sha256', 32],
      ['sha512', 'sha512', 64],
      ['sha', 'sha1', 20],
    ] as const) {
      const key = pbkdf2Sync(password, 'the salt', 5000, bytes, digest).toString('hex');
      const stored = storedPassword(
        document({ pbkdf2_prf: prf, salt: 'the salt', iterations: 5000, derived_key: key }),
      );
      expect(await isPassword(stored, password)).toBe(true);
      expect(await isPassword(stored, `${password}x`)).toBe(false);
    }
  });

  it('is nothing we or CouchDB left where the scheme is another one or keeps the machine busy', () => {
    const good = { pbkdf2_prf: 'sha256', salt: 's', iterations: 10, derived_key: 'ab'.repeat(32) };
    expect(storedPassword(document(good))).not.toBeNull();
    for (const bad of [
      { ...good, password_scheme: 'simple' },
      { ...good, pbkdf2_prf: 'md5' },
      { ...good, iterations: 4_000_000_000 },
      { ...good, derived_key: 'not hexadecimal' },
      {},
    ]) {
      expect(storedPassword({ ...document({}), ...bad })).toBeNull();
    }
  });

  it('has a name by which it is remembered that changes with any part of it', () => {
    const stored = storedPassword(
      document({ pbkdf2_prf: 'sha256', salt: 's', iterations: 10, derived_key: 'ab'.repeat(32) }),
    );
    if (stored === null) throw new Error('not read');
    const names = [
      storedDigest('a', 'one', stored),
      storedDigest('b', 'one', stored),
      storedDigest('a', 'two', stored),
      storedDigest('a', 'one', { ...stored, salt: 't' }),
      storedDigest('a', 'one', { ...stored, derivedKey: 'cd'.repeat(32) }),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(names.join()).not.toContain('abab');
  });
});
