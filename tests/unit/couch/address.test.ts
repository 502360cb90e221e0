import { describe, expect, it } from 'vitest';
import { parseServerAddress, travelsInClear } from '../../../src/couch/address.ts';
import { createTransport } from '../../../src/couch/create-transport.ts';
import { getInfo } from '../../../src/couch/get-info.ts';
import {
  closeLater,
  connected,
  credentials,
  failure,
  hurriedClock,
  signedIn,
} from '../../support/connected-transport.ts';
import { json, startScriptedServer } from '../../support/scripted-server.ts';

const refuses = (address: string): void => {
  expect(() => parseServerAddress(address)).toThrow(
    expect.objectContaining({ code: 'address-invalid' }),
  );
};

describe('an address that is refused', () => {
  it.each([
    'ftp://couch.example.org',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    'ws://127.0.0.1:5984',
    'http+unix://%2Fvar%2Frun%2Fdocker.sock',
  ])('has another scheme than http and https: %s', refuses);

  it.each([
    'http://anna:secret@couch.example.org',
    'http://anna@couch.example.org',
    'http://good.example@evil.example',
    'http://good.example:5984@evil.example:5984/',
    'http://@evil.example',
    'http://:@evil.example',
    'http://good.example\\@evil.example',
    'http://good.example%40evil.example',
  ])('carries credentials, or pretends to lead elsewhere: %s', refuses);

  it.each([
    'http://couch.exa\nmple.org',
    'http://couch.example.org/\r\nX-Header: 1',
    'http://couch\tdb.example.org',
    'http://couch.example.org/\u0000',
    'http://couch.example.org/\u007f',
    'http://\u202egro.elpmaxe.hcuoc',
    'http://couch\u200b.example.org',
    'http://couch example.org',
  ])('has a character that nobody sees: %j', refuses);

  it.each([
    'http:couch.example.org',
    'http:/couch.example.org',
    'http:///couch.example.org',
    'http:\\\\couch.example.org',
    'couch.example.org:5984',
    '//couch.example.org',
    '',
    'http://',
    'http://couch.example.org:99999',
    'http://[::1',
    'http://couch.example.org/?url=http://evil.example',
    'http://couch.example.org/#/db',
  ])('is not written as one address is: %j', refuses);

  it('is not repeated in the error, since a password may be in it', () => {
    try {
      parseServerAddress('http://anna:canary-secret@couch.example.org');
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('canary-secret');
      expect(String(error)).not.toContain('canary-secret');
    }
  });
});

describe('an address that is taken', () => {
  it.each([
    ['http://127.0.0.1:5984', 'http://127.0.0.1:5984'],
    ['  https://couch.example.org/  ', 'https://couch.example.org'],
    ['HTTPS://Couch.Example.ORG:443/', 'https://couch.example.org'],
    ['http://[::1]:5984/', 'http://[::1]:5984'],
    ['http://[2001:DB8::1]', 'http://[2001:db8::1]'],
    ['https://example.org/db/couch/', 'https://example.org/db/couch'],
    ['https://example.org/couch/_utils/', 'https://example.org/couch'],
    ['https://example.org/a/../couch', 'https://example.org/couch'],
    // Shown as what is connected to, whatever it was written as.
    ['http://0x7f.1:5984', 'http://127.0.0.1:5984'],
    ['http://2130706433', 'http://127.0.0.1'],
  ])('%j is shown as %j', (typed, shown) => {
    expect(parseServerAddress(typed).url).toBe(shown);
  });

  it('shows a host with other letters in punycode, so that a look-alike is seen', () => {
    expect(parseServerAddress('https://couchdb.exаmple.org').url).toBe(
      'https://couchdb.xn--exmple-4nf.org',
    );
    expect(parseServerAddress('https://müller.example').url).toBe('https://xn--mller-kva.example');
  });

  it.each([
    ['http://couch.example.org', true],
    ['http://10.0.0.7:5984', true],
    ['http://[2001:db8::1]', true],
    ['http://127.example.org', true],
    ['http://localhost.example.org', true],
    ['https://couch.example.org', false],
    ['http://127.0.0.1:5984', false],
    ['http://127.1.2.3', false],
    ['http://localhost:5984', false],
    ['http://[::1]:5984', false],
  ])('%s lets the password be read on the way: %s', (address, clear) => {
    expect(travelsInClear(parseServerAddress(address))).toBe(clear);
  });
});

describe('a redirect', () => {
  const statuses = [301, 302, 303, 307, 308];

  it.each(statuses)(
    '%i is followed by no request, and carries nothing to another host',
    async (status) => {
      const other = await startScriptedServer((_request, response) => {
        json(response, 200, {
          couchdb: 'Welcome',
          version: '3.5.0',
          uuid: 'x',
          vendor: { name: 'v' },
        });
      });
      closeLater(() => other.stop());
      const { server, transport } = await connected(
        signedIn((_request, response) => {
          response.writeHead(status, { location: `${other.url}/` }).end();
        }),
        { credentials },
      );
      expect((await failure(getInfo(transport))).code).toBe('server-not-couchdb');
      const put = transport.request({ method: 'PUT', path: ['db', 'doc'], body: { secret: 1 } });
      expect((await failure(put)).code).toBe('server-not-couchdb');
      const answer = await transport.fetch(`${server.url}/db/_changes`);
      expect(answer.status).toBe(status);
      expect(answer.redirected).toBe(false);
      await answer.text();
      expect(other.seen).toEqual([]);
    },
  );

  it.each(statuses)('%i of the sign-in takes the password to no other host', async (status) => {
    const other = await startScriptedServer((_request, response) => {
      json(response, 200, { ok: true }, { 'set-cookie': 'AuthSession=stolen; Path=/' });
    });
    closeLater(() => other.stop());
    const { server, transport } = await connected(
      (_request, response) => {
        response.writeHead(status, { location: `${other.url}/_session` }).end();
      },
      { credentials },
    );
    await failure(getInfo(transport));
    await expect(transport.fetch(`${server.url}/db`)).rejects.toThrow();
    expect(other.seen).toEqual([]);
  });
});

describe('the fetch of a replication', () => {
  it('sends nothing to any address but the connected server’s', async () => {
    const other = await startScriptedServer((_request, response) => {
      json(response, 200, {});
    });
    closeLater(() => other.stop());
    const { server } = await connected(
      signedIn((_request, response) => {
        json(response, 200, {});
      }),
    );
    const transport = createTransport({
      url: `${server.url}/couch`,
      credentials,
      clock: hurriedClock(),
      random: () => 0,
    });
    closeLater(() => transport.close());
    for (const address of [
      `${other.url}/couch/db`,
      `${server.url}/elsewhere`,
      `${server.url}/couch/../elsewhere`,
      `${server.url}/couchdb`,
      `http://anna:secret@127.0.0.1:${String(server.port)}/couch/db`,
    ]) {
      await expect(transport.fetch(address)).rejects.toThrow(TypeError);
    }
    expect(other.seen).toEqual([]);
    expect(server.seen).toEqual([]);
  });
});
