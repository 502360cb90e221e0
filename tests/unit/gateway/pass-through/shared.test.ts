import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/gateway/errors.ts';
import { headersDown, headersUpstream } from '../../../../src/gateway/pass-through/headers.ts';
import { readAll } from '../../../../src/gateway/pass-through/json-body.ts';
import { ownFeed } from '../../../../src/gateway/pass-through/shared/changes-lines.ts';
import { isForeign, ownWinner } from '../../../../src/gateway/pass-through/shared/leaves.ts';
import { readMultipart } from '../../../../src/gateway/pass-through/shared/multipart.ts';
import { compareIds } from '../../../../src/gateway/pass-through/shared/own-ids.ts';
import { securityProblem } from '../../../../src/gateway/pass-through/shared/security-check.ts';

describe('ownFeed', () => {
  const feed = async (text: string, cuts: readonly number[] = []): Promise<string> => {
    const bytes = Buffer.from(text);
    const at = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].sort(
      (a, b) => a - b,
    );
    const parts = at.slice(1).map((end, index) => bytes.subarray(at[index] ?? 0, end));
    let out = '';
    const options = {
      limit: 1_000,
      shown: (row: object) => Promise.resolve({ ...row, seen: 'ü' }),
    };
    for await (const part of ownFeed(Readable.from(parts), options)) out += part;
    return out;
  };
  const normal =
    '{"results":[\n{"seq":"1-ü","id":"a","changes":[]},\n{"seq":"2","id":"b","changes":[]}\n],\n"last_seq":"2","pending":7}\n';

  it('rewrites each row wherever the bytes are cut, and tells nobody how many wait', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(500), { maxLength: 12 }), async (cuts) => {
        const read: unknown = JSON.parse(await feed(normal, cuts));
        expect(read).toEqual({
          results: [
            { seq: '1-ü', id: 'a', changes: [], seen: 'ü' },
            { seq: '2', id: 'b', changes: [], seen: 'ü' },
          ],
          last_seq: '2',
        });
      }),
    );
    expect(JSON.parse(await feed('{"results":[\n\n],\n"last_seq":"0","pending":0}\n'))).toEqual({
      results: [],
      last_seq: '0',
    });
  });

  it('keeps heartbeats, lines and events apart', async () => {
    expect(await feed('\n{"seq":"1","changes":[]}\n\n{"last_seq":"1","pending":3}\n')).toBe(
      '\n{"seq":"1","changes":[],"seen":"ü"}\n\n{"last_seq":"1"}\n',
    );
    expect(
      await feed('data: {"seq":"1","changes":[]}\nid: "1"\n\nevent: heartbeat\ndata: \n\n'),
    ).toBe('data: {"seq":"1","changes":[],"seen":"ü"}\nid: "1"\n\nevent: heartbeat\ndata: \n\n');
  });

  it.each([
    ['something else', 'secret\n'],
    ['an answer that is broken off', normal.slice(0, 60)],
    ['a row that is no object', '{"results":[\n[1],\n],\n"last_seq":"1"}\n'],
    ['a line without an end', `{"results":[\n{"id":"${'x'.repeat(2_000)}`],
  ])('fails at %s', async (_what, text) => {
    await expect(feed(text)).rejects.toThrow(GatewayError);
  });
});

describe('readMultipart', () => {
  const request = (
    text: string,
    headers: Record<string, string>,
    step: number,
  ): IncomingMessage => {
    const message = new IncomingMessage(new Socket());
    Object.assign(message.headers, headers);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += step) message.push(bytes.subarray(at, at + step));
    message.push(null);
    return message;
  };
  const body =
    '--b\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n--b\r\n\r\ndata --b\r\n--b--\r\n';
  const headers = {
    'content-type': 'multipart/related; boundary="b"',
    'content-length': String(body.length),
  };

  it.each([1, 7, 1_000])(
    'changes the document and streams the rest, in pieces of %d',
    async (step) => {
      const read = await readMultipart(request(body, headers, step), 10_000, (document) => ({
        ...document,
        tenant_id: 't',
      }));
      const text = (await readAll(read.body, 10_000)).toString();
      expect(text).toBe(body.replace('{"a":1}', '{"a":1,"tenant_id":"t"}'));
      expect(read.headers['content-length']).toBe(String(text.length));
    },
  );

  it.each([
    ['no boundary', body, { 'content-type': 'multipart/related' }],
    ['another boundary', body, { 'content-type': 'multipart/related; boundary=c' }],
    ['no end', '--b\r\nContent-Type: application/json\r\n\r\n{"a":1}', headers],
    ['no object', body.replace('{"a":1}', '[1]'), headers],
    [
      'an encoded document',
      body.replace('\r\n\r\n{', '\r\nContent-Encoding: gzip\r\n\r\n{'),
      headers,
    ],
    ['more than may be', body, { ...headers, 'content-length': '99999' }],
  ])('refuses %s', async (_what, text, sent) => {
    await expect(readMultipart(request(text, sent, 50), 10_000, (one) => one)).rejects.toThrow(
      GatewayError,
    );
  });
});

describe('securityProblem', () => {
  const good = { admins: { roles: ['_admin'] }, members: { roles: ['mycouch:shared'] } };
  it('lets a database pass that only the gateway reaches', () => {
    expect(securityProblem(good)).toBeNull();
  });
  it.each([
    {},
    { members: { roles: [] } },
    { members: { names: ['anna'], roles: ['mycouch:shared'] } },
    { members: { roles: ['mycouch:shared', 't:4f7c:1'] } },
    { ...good, admins: { roles: ['mycouch:shared'] } },
    { ...good, admins: { roles: ['t:4f7c:1:a'] } },
    { ...good, admins: { names: ['anna'], roles: [] } },
    { members: { roles: ['t:4f7c:1'] } },
    { members: 'all' },
    null,
  ])('refuses %j', (security) => {
    expect(securityProblem(security)).not.toBeNull();
  });
});

describe('leaves', () => {
  const leaf = (rev: string, own: boolean, deleted = false) => ({
    rev,
    own,
    deleted,
    document: {},
  });
  it('choose CouchDB’s winner among the tenant’s own', () => {
    const leaves = [
      leaf('3-f', false),
      leaf('2-a', true),
      leaf('2-b', true),
      leaf('9-a', true, true),
    ];
    expect(ownWinner(leaves)?.rev).toBe('2-b');
    expect(isForeign(leaves)).toBe(true);
    expect(ownWinner([leaf('1-a', false)])).toBeNull();
    expect(ownWinner([leaf('1-a', true, true), leaf('2-a', true, true)])?.rev).toBe('2-a');
    expect(isForeign([])).toBe(false);
  });
});

describe('compareIds', () => {
  it('orders as bytes do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const [x, y] = [Buffer.from(a), Buffer.from(b)];
        // Halves of characters are none in UTF-8.
        fc.pre(x.toString() === a && y.toString() === b);
        expect(Math.sign(compareIds(a, b))).toBe(Buffer.compare(x, y));
      }),
    );
  });
});

describe('headers', () => {
  it('go up where CouchDB needs them, and no other', () => {
    expect(
      headersUpstream({
        accept: '*/*',
        authorization: 'Basic x',
        cookie: 'AuthSession=x',
        host: 'h',
        'x-auth-couchdb-username': 'admin',
        'x-auth-couchdb-roles': '_admin',
        'x-forwarded-for': '1.2.3.4',
        connection: 'close',
        'if-match': '"1-a"',
      }),
    ).toEqual({ accept: '*/*', 'if-match': '"1-a"' });
  });

  it('come down with the gateway’s address in place of CouchDB’s', () => {
    const upstream = { origin: 'http://127.0.0.1:5984', prefix: '/couch', url: '' };
    const down = (location: string) =>
      headersDown(
        { location, server: 'CouchDB', 'set-cookie': 'a=b', etag: '"1-a"' },
        { upstream, gateway: 'https://g.example.org' },
      );
    expect(down('http://127.0.0.1:5984/couch/db/a%20b')).toEqual({
      etag: '"1-a"',
      'cache-control': 'private, no-cache',
      location: 'https://g.example.org/db/a%20b',
    });
    expect(down('/db/x')['location']).toBe('https://g.example.org/db/x');
  });
});
