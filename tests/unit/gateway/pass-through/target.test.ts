import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/gateway/errors.ts';
import { readDestination } from '../../../../src/gateway/pass-through/destination.ts';
import { checkHeaders } from '../../../../src/gateway/pass-through/headers.ts';
import { parseTarget, writePath, writeQuery } from '../../../../src/gateway/pass-through/target.ts';

describe('parseTarget', () => {
  it.each([
    ['/', []],
    ['/db/', ['db']],
    ['/db/a%2Fb%20c', ['db', 'a/b c']],
    ['/db/a%252Fb', ['db', 'a%2Fb']],
    ['/db/_design%2Fd/_view/v', ['db', '_design', 'd', '_view', 'v']],
    ['/db/_local%2Fa%2Fb', ['db', '_local', 'a/b']],
    ['/shop%2Fa/doc', ['shop/a', 'doc']],
  ])('reads %s', (url, path) => {
    expect(parseTarget(url).path).toEqual(path);
  });

  it.each([
    'http://other.example/db',
    '//other.example/db',
    '/db//doc',
    '/db/doc/',
    '/db/_design/d/',
    '/db/../_users',
    '/db/%2e%2e/_users',
    '/db/.%2E',
    '/db/%',
    '/db/%zz',
    '/db/%ff',
    '/db\\doc',
    '/db/doc#x',
    '/db/ü',
    '/db/a b',
    '/db/doc?rev=1-a&rev=1-b',
    '/db/_all_docs?startkey=1&start_key=2',
    '/db/_all_docs?a=%',
    '/db/_changes?callback=alert',
    '*',
    '',
  ])('refuses %s', (url) => {
    expect(() => parseTarget(url)).toThrow(GatewayError);
  });

  it('reads back what is written, whatever the names', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text !== '.' && text !== '..' && Buffer.from(text).toString() === text);
    fc.assert(
      fc.property(
        fc.array(
          part.filter((text) => !text.startsWith('_')),
          { minLength: 1, maxLength: 4 },
        ),
        fc.uniqueArray(part, { maxLength: 3 }),
        (path, names) => {
          const query = names.filter((name) => !/^(start|end)_key|^callback$/.test(name));
          const url = `${writePath(path)}${writeQuery(query.map((name) => [name, name]))}`;
          const read = parseTarget(url);
          expect(read.path).toEqual(path);
          expect([...read.query.keys()]).toEqual(query);
        },
      ),
    );
  });
});

describe('headers that make a request another one', () => {
  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    '%s is refused',
    (name) => {
      expect(() => {
        checkHeaders({ [name]: 'DELETE' });
      }).toThrow(GatewayError);
    },
  );
});

describe('readDestination', () => {
  it.each([
    ['copy', { id: 'copy', rev: null }],
    ['a%20b?rev=1-abc', { id: 'a b', rev: '1-abc' }],
  ])('reads %s', (header, read) => {
    expect(readDestination(header)).toEqual(read);
  });
  it.each([
    undefined,
    '',
    'http://other/db/x',
    'HTTPS%3A//x',
    '_design/x',
    '%5fdesign%2Fx',
    'a?x=1',
    'a%',
  ])('refuses %s', (header) => {
    expect(() => readDestination(header)).toThrow(GatewayError);
  });
});
