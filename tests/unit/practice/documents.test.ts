import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDatabaseName } from '../../../src/practice/database-name.ts';
import { inPrintOrder, parseDocument } from '../../../src/practice/document.ts';
import { PracticeFailure } from '../../../src/practice/failure.ts';
import { parseJson } from '../../../src/practice/json.ts';
import { passwordMatches, withHashedPassword } from '../../../src/practice/passwords.ts';
import { parsePath } from '../../../src/practice/router.ts';
import { checkUserDocument } from '../../../src/practice/user-document.ts';

const parse = (value: unknown, id?: string) => parseDocument(value, id, () => 'made', 1_000);

describe('what clients send', () => {
  test('any JSON whatever becomes a document or a 4xx', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.string(), { nil: undefined }), (value, id) => {
        try {
          expect(parse(value, id)._id.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(PracticeFailure);
          expect(error).toHaveProperty('status', expect.closeTo(406, -2));
        }
      }),
    );
  });

  test('the id of the address wins, then the body, then a new one', () => {
    expect(parse({ _id: 'body' }, 'address')._id).toBe('address');
    expect(parse({ _id: 'body' })._id).toBe('body');
    expect(parse({})._id).toBe('made');
  });

  test('members that the server tells are not stored', () => {
    expect(
      parse({ _id: 'a', _conflicts: ['1-a'], _revs_info: [], v: 1, _attachments: {} }),
    ).toEqual({ _id: 'a', v: 1 });
  });

  test('a document too large for its limit is a 413', () => {
    expect(() => parse({ x: 'a'.repeat(1_000) })).toThrow('document_too_large');
    expect(() => parse({ _attachments: { a: { data: 'a'.repeat(2_000) } } })).not.toThrow();
  });

  test('prints _id and _rev first, other special members last', () => {
    const printed = inPrintOrder({ v: 1, _conflicts: [], _rev: '1-a', _id: 'a' });
    expect(Object.keys(printed)).toEqual(['_id', '_rev', 'v', '_conflicts']);
  });

  test('JSON that would overflow a stack is refused, and so is broken UTF-8', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(() => parseJson(Buffer.from(deep))).toThrow('JSON nested too deeply');
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('invalid UTF-8 JSON');
    expect(() => parseJson(Buffer.from(''))).toThrow('invalid UTF-8 JSON');
    expect(parseJson(Buffer.from('{"a":[1]}'))).toEqual({ a: [1] });
  });

  test('paths keep encoded slashes inside a segment', () => {
    expect(parsePath('/a%2Fb/c')).toEqual(['a/b', 'c']);
    expect(parsePath('/db/')).toEqual(['db']);
    expect(parsePath('/')).toEqual(['']);
    expect(() => parsePath('/%zz')).toThrow('the path is not well encoded');
  });

  test('database names', () => {
    for (const name of ['a', 'a/b', 'shop_x-1_products', `a${'b'.repeat(237)}`]) {
      expect(() => {
        checkDatabaseName(name);
      }).not.toThrow();
    }
    for (const name of [
      '',
      'A',
      '1',
      '_a',
      'a b',
      'a.b',
      'ä',
      '../a',
      `a${'b'.repeat(238)}`,
      'a\n',
    ]) {
      expect(() => {
        checkDatabaseName(name);
      }, name).toThrow(PracticeFailure);
    }
  });
});

describe('users', () => {
  test('a plain password is replaced by a hash that matches it and nothing else', async () => {
    const user = await withHashedPassword({ name: 'ann', password: 'secret' });
    expect(user).not.toHaveProperty('password');
    expect(await passwordMatches(user, 'secret')).toBe(true);
    expect(await passwordMatches(user, 'Secret')).toBe(false);
  });

  test('hashes of known answers (RFC 6070 for SHA-1)', async () => {
    const sha1 = {
      password_scheme: 'pbkdf2',
      salt: 'salt',
      iterations: 2,
      derived_key: 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957',
    };
    expect(await passwordMatches(sha1, 'password')).toBe(true);
    expect(await passwordMatches(sha1, 'passwore')).toBe(false);
    const simple = {
      password_scheme: 'simple',
      salt: 'salt',
      password_sha: 'c88e9c67041a74e0357befdff93f87dde0904214',
    };
    expect(await passwordMatches(simple, 'password')).toBe(true);
  });

  test('a hash that makes no sense matches nothing', async () => {
    const base = { password_scheme: 'pbkdf2', salt: 's', iterations: 1, derived_key: '' };
    for (const user of [
      {},
      base,
      { ...base, iterations: 0 },
      { ...base, iterations: 1.5 },
      { ...base, iterations: '1' },
      { ...base, pbkdf2_prf: 'md5' },
      { ...base, pbkdf2_prf: 'sha256', derived_key: 'zz' },
      { ...base, password_scheme: 'plain' },
    ]) {
      expect(await passwordMatches(user, ''), JSON.stringify(user)).toBe(false);
    }
  });

  test('documents of users must say who they are', () => {
    const good = { type: 'user', name: 'ann', roles: [] };
    const check = (user: Readonly<Record<string, unknown>>) => () => {
      checkUserDocument('org.couchdb.user:ann', user);
    };
    expect(check(good)).not.toThrow();
    expect(check({ _deleted: true })).not.toThrow();
    for (const bad of [
      { ...good, name: 'bob' },
      { ...good, roles: ['_admin'] },
      { ...good, roles: [1] },
      { ...good, type: 'x' },
      { ...good, name: 3 },
    ]) {
      expect(check(bad), JSON.stringify(bad)).toThrow(PracticeFailure);
    }
  });
});
