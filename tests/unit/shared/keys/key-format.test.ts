import { crc32 as zlibCrc32 } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base62, randomBase62 } from '../../../../src/shared/keys/base62.ts';
import { crc32 } from '../../../../src/shared/keys/crc32.ts';
import {
  keyChecksum,
  keyLength,
  maskKeys,
  parseKey,
  shownPrefix,
} from '../../../../src/shared/keys/key-format.ts';
import { makeKey } from '../../../../src/shared/keys/make-key.ts';
import { sampleKey } from '../../../support/sample-keys.ts';

const keys = fc.string({ maxLength: 20 }).map(sampleKey);
const place = fc.nat({ max: keyLength - 1 });
const characters = fc.constantFrom(...Array.from(base62));

describe('the format of an API key', () => {
  it('has a prefix, an id, 131 bits of secret and a checksum', () => {
    fc.assert(
      fc.property(keys, ({ key, keyId }) => {
        expect(key).toMatch(/^myc_[0-9A-Za-z]{12}_[0-9A-Za-z]{28}$/);
        expect(key).toHaveLength(keyLength);
        expect(parseKey(key)).toEqual({ outcome: 'key', keyId });
        expect(shownPrefix(keyId)).toBe(`${key.slice(0, 17)}…`);
      }),
    );
    expect(22 * Math.log2(62)).toBeGreaterThan(128);
  });

  it('notices one changed character', () => {
    fc.assert(
      fc.property(keys, place, characters, ({ key }, at, character) => {
        fc.pre(key[at] !== character);
        const changed = key.slice(0, at) + character + key.slice(at + 1);
        expect(parseKey(changed).outcome).not.toBe('key');
      }),
      { numRuns: 2000 },
    );
  });

  it('notices a missing, an added and two swapped characters', () => {
    fc.assert(
      fc.property(keys, place, place, characters, ({ key }, at, other, character) => {
        expect(parseKey(key.slice(0, at) + key.slice(at + 1)).outcome).not.toBe('key');
        expect(parseKey(key.slice(0, at) + character + key.slice(at)).outcome).not.toBe('key');
        const swapped = Array.from(key);
        [swapped[at], swapped[other]] = [swapped[other] ?? '', swapped[at] ?? ''];
        fc.pre(swapped.join('') !== key);
        expect(parseKey(swapped.join('')).outcome).not.toBe('key');
      }),
      { numRuns: 2000 },
    );
  });

  it('tells a typo from what is no key at all', () => {
    const { key } = sampleKey('typo');
    expect(parseKey(key.slice(0, -1))).toEqual({ outcome: 'typo' });
    expect(parseKey(`${key}\n`)).toEqual({ outcome: 'typo' });
    for (const text of ['', 'sk_1234', 'Bearer', ` ${key}`, key.toUpperCase()]) {
      expect(parseKey(text)).toEqual({ outcome: 'not-a-key' });
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseKey(text).outcome).not.toBe('key');
      }),
    );
  });

  it('masks every key in a text, whole or not', () => {
    const { key, keyId } = sampleKey('mask');
    const text = `GET /?key=${key} and ${key.slice(0, 30)}`;
    expect(maskKeys(text)).toBe(`GET /?key=myc_${keyId}_… and myc_${keyId}_…`);
  });

  it('has the CRC-32 that everybody has', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    fc.assert(
      fc.property(fc.string({ unit: characters }), (text) => {
        expect(crc32(text)).toBe(zlibCrc32(text));
        expect(keyChecksum(text)).toHaveLength(6);
      }),
    );
  });
});

describe('random characters', () => {
  it('are all equally likely', () => {
    const counts = new Map<string, number>();
    const drawn = 62 * 2000;
    for (const character of randomBase62(62, (size) => randomBytes(size))) counts.set(character, 0);
    for (let turn = 0; turn < drawn / 620; turn += 1) {
      for (const character of randomBase62(620, (size) => randomBytes(size * 20))) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(62);
    // A remainder of 256 by 62 would put eight characters a quarter above the others.
    for (const count of counts.values()) {
      expect(Math.abs(count - 2000)).toBeLessThan(2000 * 0.16);
    }
  });

  it('never come from a source that gives none', () => {
    expect(() => makeKey((size) => new Uint8Array(size).fill(255))).toThrow(/random/);
  });

  it('differ with every draw', () => {
    const made = new Set(Array.from({ length: 500 }, () => makeKey((n) => randomBytes(n)).keyId));
    expect(made.size).toBe(500);
  });
});
