import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  closeLater,
  connected,
  credentials,
  failure,
  signedIn,
} from '../../support/connected-transport.ts';
import { json, startScriptedServer } from '../../support/scripted-server.ts';

describe('fetch for replication', () => {
  it('streams a feed, and ends it with the signal', async () => {
    const { server, transport } = await connected(
      signedIn((_request, response) => {
        response.writeHead(200).write('{"seq":1}\n');
      }),
      { credentials },
    );
    const control = new AbortController();
    const answer = await transport.fetch(`${server.url}/d/_changes?feed=continuous`, {
      signal: control.signal,
    });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(first?.value).toEqual(new TextEncoder().encode('{"seq":1}\n'));
    control.abort();
    await expect(reader?.read()).rejects.toThrow();
  });

  it('ends a feed with the signal when everything else of the request is garbage long since', async () => {
    setFlagsFromString('--expose-gc');
    const collect = z.function().parse(runInNewContext('gc'));
    const { server, transport } = await connected(
      signedIn((_request, response) => {
        response.writeHead(200).write('{"seq":1}\n');
      }),
      { credentials },
    );
    const control = new AbortController();
    const answer = await transport.fetch(`${server.url}/d/_changes?feed=continuous`, {
      signal: control.signal,
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    for (let round = 0; round < 3; round += 1) {
      collect();
      await setImmediate();
    }
    control.abort();
    await expect(reader?.read()).rejects.toThrow();
  });

  it('renews the session once and sends the body again', async () => {
    const { server, transport } = await connected(
      signedIn((request, response) => {
        if (request.cookie === 'AuthSession=s0') json(response, 401, { error: 'unauthorized' });
        else json(response, 201, { ok: true });
      }),
      { credentials },
    );
    const answer = await transport.fetch(`${server.url}/d/_bulk_docs`, {
      method: 'POST',
      body: '{"docs":[]}',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ ok: true });
    expect(
      server.seen.filter(({ url }) => url === '/d/_bulk_docs').map(({ body }) => body),
    ).toEqual(['{"docs":[]}', '{"docs":[]}']);
  });

  it('answers a 401 that renewing did not help, and every other status, as it is', async () => {
    const { server, transport } = await connected(
      signedIn((request, response) => {
        json(response, request.url === '/d' ? 401 : 404, { error: 'x', reason: 'y' });
      }),
      { credentials },
    );
    const refused = await transport.fetch(`${server.url}/d`);
    expect([refused.status, await refused.json()]).toEqual([401, { error: 'x', reason: 'y' }]);
    expect((await transport.fetch(`${server.url}/e`)).status).toBe(404);
  });

  it('sends nothing to another server', async () => {
    const { transport, server } = await connected(
      (_q, r) => {
        json(r, 200, {});
      },
      { credentials },
    );
    const elsewhere = await startScriptedServer((_q, r) => {
      json(r, 200, {});
    });
    closeLater(() => elsewhere.stop());
    await expect(transport.fetch(`${elsewhere.url}/d`)).rejects.toThrow(
      /not on the connected server/,
    );
    expect(elsewhere.seen).toEqual([]);
    expect(server.seen).toEqual([]);
  });

  it('says in words when the server is gone', async () => {
    const { transport, server } = await connected(() => undefined);
    await server.stop();
    expect((await failure(transport.fetch(`${server.url}/d`))).code).toBe('server-refused');
  });
});
