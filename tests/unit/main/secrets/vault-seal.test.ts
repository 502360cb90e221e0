import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  newHeader,
  openSealed,
  parseVault,
  sealVault,
} from '../../../../src/main/secrets/vault-seal.ts';

const key = randomBytes(32);
const file = () => sealVault(newHeader(randomUUID(), null, key), key, 'the secrets', randomBytes);

/** What somebody does who can write the file and knows its format, but not the key. */
function forge(text: string, change: (header: string, sealed: Buffer) => [string, Buffer]): string {
  const [header = '', sealed = ''] = text.split('\n');
  const [newHead, newSealed] = change(header, Buffer.from(sealed, 'base64'));
  const body = `${newHead}\n${newSealed.toString('base64')}\n`;
  return `${body}${createHash('sha256').update(body).digest('hex')}\n`;
}

describe('a sealed file', () => {
  it('opens with its key alone', () => {
    expect(openSealed(parseVault(file()), key)).toBe('the secrets');
    expect(() => openSealed(parseVault(file()), randomBytes(32))).toThrow(
      expect.objectContaining({ code: 'vault-passphrase-wrong' }),
    );
  });

  it.each<[string, (header: string, sealed: Buffer) => [string, Buffer]]>([
    [
      'the header',
      (header, sealed) => [header.replace(/"keyId":"[^"]*"/, `"keyId":"${randomUUID()}"`), sealed],
    ],
    [
      'the nonce',
      (header, sealed) => [header, Buffer.concat([randomBytes(12), sealed.subarray(12)])],
    ],
    [
      'the content',
      (header, sealed) => {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(14) ^ 1, 14);
        return [header, changed];
      },
    ],
    [
      'the tag',
      (header, sealed) => [header, Buffer.concat([sealed.subarray(0, -16), randomBytes(16)])],
    ],
    ['its length', (header, sealed) => [header, sealed.subarray(0, -1)]],
  ])('does not open where somebody changed %s and mended the checksum', (_what, change) => {
    expect(() => openSealed(parseVault(forge(file(), change)), key)).toThrow(
      expect.objectContaining({ code: 'vault-damaged' }),
    );
  });

  it.each(['{"logN":10}', '{"logN":40}'])('does not take a forged cost %s', (kdf) => {
    const forged = forge(file(), (header, sealed) => [
      header.replace(
        '"kdf":null',
        `"kdf":{"name":"scrypt","r":8,"p":1,"salt":"${'0'.repeat(64)}",${kdf.slice(1)}`,
      ),
      sealed,
    ]);
    expect(() => parseVault(forged)).toThrow(expect.objectContaining({ code: 'vault-damaged' }));
  });
});
