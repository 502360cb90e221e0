import { createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCredential } from '../../../../src/main/provisioning/password.ts';
import { credentialHashSchema } from '../../../../src/shared/documents/account.ts';

describe('makeCredential', () => {
  it('makes a URL-safe password of at least 160 bits from the given bytes alone', async () => {
    const asked: number[] = [];
    const counting = (size: number) => {
      asked.push(size);
      return createHash('sha512').update(String(asked.length)).digest().subarray(0, size);
    };
    const first = await makeCredential(counting);
    asked.length = 0;
    const second = await makeCredential(counting);
    expect(first).toEqual(second);
    expect((asked[0] ?? 0) * 8).toBeGreaterThanOrEqual(160);
    expect(first.password).toMatch(/^[A-Za-z0-9_-]{27,}$/);
  });

  it('hashes as CouchDB does: the salt is its literal hexadecimal characters', async () => {
    const { password, hash } = await makeCredential(randomBytes);
    expect(credentialHashSchema.parse(hash)).toEqual(hash);
    expect(hash.iterations).toBeLessThanOrEqual(1000);
    const derived = (length: number, digest: string) =>
      pbkdf2Sync(password, hash.salt, hash.iterations, length, digest).toString('hex');
    expect(hash.sha256).toBe(derived(32, 'sha256'));
    expect(hash.sha1).toBe(derived(20, 'sha1'));
  });

  it('gives no two accounts the same password or salt', async () => {
    const many = await Promise.all(Array.from({ length: 200 }, () => makeCredential(randomBytes)));
    expect(new Set(many.map((one) => one.password)).size).toBe(200);
    expect(new Set(many.map((one) => one.hash.salt)).size).toBe(200);
  });
});
