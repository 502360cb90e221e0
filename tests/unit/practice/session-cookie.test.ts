import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findSessionCookie,
  makeSessionCookie,
  parseSessionCookie,
  sessionCookieHolds,
} from '../../../src/practice/session-cookie.ts';

const at = 1_700_000_000;

describe('session cookies', () => {
  test('hold for their time under their key, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
        const cookie = parseSessionCookie(makeSessionCookie(name, at, 'key'));
        expect(cookie.name).toBe(name);
        expect(cookie.issuedAt).toBe(at);
        expect(sessionCookieHolds(cookie, 'key', at + 599, 600)).toBe(true);
        expect(sessionCookieHolds(cookie, 'key', at + 600, 600)).toBe(false);
        expect(sessionCookieHolds(cookie, 'other', at, 600)).toBe(false);
      }),
    );
  });

  test('a changed byte never holds', () => {
    const bytes = Buffer.from(makeSessionCookie('alice', at, 'key'), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const forged = Buffer.from(bytes);
      forged[index] = (forged[index] ?? 0) ^ 1;
      let holds = false;
      try {
        holds = sessionCookieHolds(
          parseSessionCookie(forged.toString('base64url')),
          'key',
          at,
          600,
        );
      } catch (error) {
        expect(error).toMatchObject({ status: 400 });
      }
      expect(holds, String(index)).toBe(false);
    }
  });

  test('nonsense is refused', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(() => parseSessionCookie(value)).toThrow('Malformed AuthSession cookie');
      }),
    );
  });

  test('is found among others', () => {
    expect(findSessionCookie('a=1; AuthSession=abc=; b=2')).toBe('abc=');
    expect(findSessionCookie('NotAuthSession=1')).toBeUndefined();
    expect(findSessionCookie('AuthSession=')).toBeUndefined();
    expect(findSessionCookie(undefined)).toBeUndefined();
  });
});
