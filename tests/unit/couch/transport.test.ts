import { describe, expect, it } from 'vitest';
import { createTransport } from '../../../src/couch/create-transport.ts';
import {
  closeLater,
  connected,
  credentials,
  failure,
  hurriedClock,
  signedIn,
} from '../../support/connected-transport.ts';
import { json, type Script } from '../../support/scripted-server.ts';

describe('addresses', () => {
  it.each([
    'http://a:b@h',
    'ftp://h',
    'file:///etc/passwd',
    'no address',
    'http://h/?q=1',
    'http://h/#a',
  ])('refuses %s before anything is sent', (url) => {
    const open = () =>
      createTransport({ url, credentials, clock: hurriedClock(), random: () => 0 });
    expect(open).toThrow(expect.objectContaining({ code: 'address-invalid' }));
  });

  it('keeps a path in front of CouchDB, and encodes names', async () => {
    const { server } = await connected((_request, response) => {
      json(response, 200, {});
    });
    const transport = createTransport({
      url: `${server.url}/couch/`,
      credentials: null,
      clock: hurriedClock(),
      random: () => 0,
    });
    closeLater(() => transport.close());
    await transport.request({ method: 'GET', path: ['a/b', '_design/x y'], query: { q: 1 } });
    expect(transport.url).toBe(`${server.url}/couch`);
    expect(server.seen.map(({ url }) => url)).toEqual(['/couch/a%2Fb/_design/x%20y?q=1']);
  });
});

describe('the session', () => {
  it('signs in once for many requests at the same time', async () => {
    const { server, transport } = await connected(
      signedIn((_request, response) => {
        json(response, 200, {});
      }),
      { credentials },
    );
    await Promise.all(
      Array.from({ length: 20 }, () => transport.request({ method: 'GET', path: ['a'] })),
    );
    expect(server.seen.filter(({ url }) => url === '/_session')).toHaveLength(1);
    expect(server.seen.filter(({ cookie }) => cookie === 'AuthSession=s0')).toHaveLength(20);
    expect(server.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('renews an ended session once and repeats what it interrupted', async () => {
    let dead = 'AuthSession=s0';
    const { server, transport } = await connected(
      signedIn((request, response) => {
        if (request.cookie === dead) json(response, 401, { error: 'unauthorized', reason: 'no' });
        else json(response, 200, { ok: true });
      }),
      { credentials },
    );
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, id) =>
        transport.request({ method: 'PUT', path: ['d', String(id)], body: {} }),
      ),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(server.seen.filter(({ url }) => url === '/_session')).toHaveLength(2);
    dead = 'AuthSession=none';
  });

  it('asks for a session no third time where the right is missing', async () => {
    const { server, transport } = await connected(
      signedIn((_request, response) => {
        json(response, 401, { error: 'unauthorized', reason: 'You are not a server admin.' });
      }),
      { credentials },
    );
    for (let count = 0; count < 4; count++) {
      const { code } = await failure(transport.request({ method: 'PUT', path: ['d'] }));
      expect(code).toBe('server-not-administrator');
    }
    expect(server.seen.filter(({ url }) => url === '/_session')).toHaveLength(2);
  });

  it('asks for one new session where requests at different stages are all refused', async () => {
    let seen = 0;
    const { server, transport } = await connected(
      signedIn((request, response) => {
        const refuse = () => {
          json(response, 401, { error: 'unauthorized', reason: 'no' });
        };
        seen += 1;
        // The repeat of the first waits until one that began after the renewal was refused.
        if (request.cookie !== 'AuthSession=s0' && request.url === '/first') {
          void transport.request({ method: 'GET', path: ['second'] }).catch(refuse);
        } else refuse();
      }),
      { credentials },
    );
    await failure(transport.request({ method: 'GET', path: ['first'] }));
    expect(seen).toBe(3);
    expect(server.seen.filter(({ url }) => url === '/_session')).toHaveLength(2);
  });

  it('sends a wrong password once, until there is another', async () => {
    let right = false;
    const { server, transport } = await connected(
      (request, response) => {
        if (request.url !== '/_session') json(response, 200, {});
        else if (right)
          json(response, 200, { ok: true }, { 'set-cookie': 'AuthSession=x; Path=/' });
        else
          json(response, 401, { error: 'unauthorized', reason: 'Name or password is incorrect.' });
      },
      { credentials },
    );
    const read = () => transport.request({ method: 'GET', path: ['a'] });
    const failed = await Promise.all([failure(read()), failure(read()), failure(read())]);
    failed.push(await failure(read()), await failure(transport.fetch(`${server.url}/a`)));
    expect(failed.map(({ code }) => code)).toEqual(Array(5).fill('server-wrong-password'));
    expect(server.seen).toHaveLength(1);
    expect(JSON.stringify(failed)).not.toContain('canary-secret');
    right = true;
    transport.replaceCredentials({ username: 'anna', password: 'another' });
    expect((await read()).status).toBe(200);
  });

  it('leaves a locked-out user alone', async () => {
    const { server, transport } = await connected(
      (_request, response) => {
        json(response, 403, { error: 'forbidden', reason: 'Account is temporarily locked' });
      },
      { credentials },
    );
    const read = () => failure(transport.request({ method: 'GET', path: ['a'] }));
    expect((await read()).code).toBe('server-locked-out');
    expect((await read()).code).toBe('server-locked-out');
    expect(server.seen).toHaveLength(1);
  });

  it('takes over a cookie that the server renewed', async () => {
    const { server, transport } = await connected(
      signedIn((_request, response) => {
        json(response, 200, {}, { 'set-cookie': 'AuthSession=fresh; Path=/' });
      }),
      { credentials },
    );
    await transport.request({ method: 'GET', path: ['a'] });
    await transport.request({ method: 'GET', path: ['b'] });
    expect(server.seen.at(-1)?.cookie).toBe('AuthSession=fresh');
  });
});

describe('repeats', () => {
  it('waits as long as the server asks, and longer each time where it asks nothing', async () => {
    const { transport, server, waited } = await connected((_request, response, count) => {
      if (count === 0) json(response, 429, {}, { 'retry-after': '3' });
      else if (count < 3) json(response, 503, {});
      else json(response, 200, { ok: true });
    });
    await transport.request({ method: 'POST', path: ['d'], body: {} });
    expect(server.seen).toHaveLength(4);
    expect(waited).toEqual([3000, 500, 1000]);
    expect(transport.requests()).toBe(4);
  });

  it.each([
    ['repeats', { method: 'GET' as const, path: ['a'] }, 4],
    ['repeats', { method: 'PUT' as const, path: ['a'], body: {}, idempotent: true }, 4],
    ['does not repeat', { method: 'POST' as const, path: ['a'], body: {} }, 1],
  ])('%s after a broken connection or a 500 where that is %o', async (_does, request, times) => {
    const broken = await connected((_request, response) => response.destroy());
    expect((await failure(broken.transport.request(request))).code).toBe('server-refused');
    expect(broken.server.seen).toHaveLength(times);
    const failing = await connected((_request, response) => {
      json(response, 500, { error: 'e', reason: 'r' });
    });
    expect((await failure(failing.transport.request(request))).code).toBe('server-failed');
    expect(failing.server.seen).toHaveLength(times);
  });

  it('does not wait for a server where nothing listens', async () => {
    const { server, transport, waited } = await connected(() => undefined);
    await server.stop();
    const report = await failure(transport.request({ method: 'GET', path: ['a'] }));
    expect(report).toMatchObject({ code: 'server-refused', details: { error: 'ECONNREFUSED' } });
    expect(waited).toEqual([]);
  });

  it('is cancelled while it waits, and before it begins', async () => {
    const control = new AbortController();
    const { transport } = await connected((_request, response) => {
      json(response, 503, {});
      control.abort();
    });
    const wanted = { method: 'GET' as const, path: ['a'], signal: control.signal };
    expect((await failure(transport.request(wanted))).code).toBe('cancelled');
    expect((await failure(transport.request(wanted))).code).toBe('cancelled');
    expect(transport.requests()).toBe(1);
  });
});

describe('answers', () => {
  it.each<[string, Script, string]>([
    [
      'a redirect, which is not followed',
      (_q, r) => {
        r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      },
      'server-not-couchdb',
    ],
    [
      'HTML',
      (_q, r) => {
        r.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      },
      'server-garbage',
    ],
    [
      'half of JSON',
      (_q, r) => {
        r.writeHead(200).end('{"a":');
      },
      'server-garbage',
    ],
    [
      'a full disk',
      (_q, r) => {
        json(r, 500, { error: 'enospc', reason: 'unknown' });
      },
      'server-full',
    ],
    [
      '507',
      (_q, r) => {
        json(r, 507, {});
      },
      'server-full',
    ],
    [
      '404',
      (_q, r) => {
        json(r, 404, { error: 'not_found', reason: 'missing' });
      },
      'not-found',
    ],
    [
      '409',
      (_q, r) => {
        json(r, 409, { error: 'conflict', reason: '…' });
      },
      'conflict',
    ],
    [
      '412',
      (_q, r) => {
        json(r, 412, { error: 'file_exists', reason: '…' });
      },
      'conflict',
    ],
    [
      '403',
      (_q, r) => {
        json(r, 403, { error: 'forbidden', reason: '…' });
      },
      'server-forbidden',
    ],
    [
      'something that is not HTTP',
      (_q, r) => {
        r.socket?.end('220 smtp ready\r\n');
      },
      'server-not-couchdb',
    ],
  ])('names %s', async (_name, script, code) => {
    const { transport } = await connected(script, { retries: { repeats: 0 } });
    const report = await failure(
      transport.request({ method: 'GET', path: ['d', 'x'], query: { q: 'secret' } }),
    );
    expect(report).toMatchObject({ code, details: { method: 'GET', path: '/d/x' } });
    expect(report.message).not.toBe('');
    expect(JSON.stringify(report)).not.toContain('secret');
  });

  it('gives up a server that does not answer, and one that does not end', async () => {
    const silent = await connected(() => undefined, { timeouts: { answer: 40 } });
    const endless = await connected(
      (_q, r) => {
        r.writeHead(200).write('{');
      },
      { timeouts: { answer: 40 } },
    );
    for (const { transport } of [silent, endless]) {
      expect((await failure(transport.request({ method: 'GET', path: ['a'] }))).code).toBe(
        'server-timeout',
      );
    }
  });

  it('answers the statuses that were asked for', async () => {
    const { transport } = await connected((_q, r) => {
      json(r, 404, { error: 'not_found' });
    });
    const answer = await transport.request({ method: 'GET', path: ['a'], accept: [404] });
    expect(answer).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });
});
