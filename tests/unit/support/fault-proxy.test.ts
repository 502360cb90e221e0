import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  scripted,
  seeded,
  startFaultProxy,
  type Fault,
  type FaultProxy,
} from '../../support/fault-proxy.ts';

const body = JSON.stringify({ text: 'x'.repeat(1_000) });

describe('the fault proxy', () => {
  let server: Server;
  let proxy: FaultProxy;
  let served: string[];

  beforeEach(async () => {
    served = [];
    server = createServer((request, response) => {
      let sent = '';
      request.on('data', (chunk: Buffer) => {
        sent += chunk.toString();
      });
      request.on('end', () => {
        served.push(`${request.method ?? ''} ${request.url ?? ''} ${sent}`);
        response.setHeader('content-type', 'application/json');
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    proxy = await startFaultProxy(`http://127.0.0.1:${String(address.port)}`);
  });

  afterEach(async () => {
    await proxy.stop();
    server.closeAllConnections();
    server.close();
  });

  test('passes on method, path and body, and counts', async () => {
    const answer = await fetch(`${proxy.url}/a%2Fb?c=1`, { method: 'PUT', body: 'sent' });
    expect(await answer.text()).toBe(body);
    expect(served).toEqual(['PUT /a%2Fb?c=1 sent']);
    expect(proxy.requests()).toEqual([{ method: 'PUT', path: '/a%2Fb?c=1', index: 0 }]);
    expect(proxy.faults()).toEqual({});
  });

  test('reset: the client fails, the server hears nothing', async () => {
    proxy.setPlan(scripted({ kind: 'reset' }));
    await expect(fetch(proxy.url)).rejects.toThrow();
    expect(served).toEqual([]);
    expect((await fetch(proxy.url)).status).toBe(200);
    expect(proxy.faults()).toEqual({ reset: 1 });
  });

  test('reset-after: the client fails, the server has done it', async () => {
    proxy.setPlan(scripted({ kind: 'reset-after' }));
    await expect(fetch(`${proxy.url}/done`, { method: 'PUT' })).rejects.toThrow();
    expect(served).toEqual(['PUT /done ']);
  });

  test('delay: the same answer, later', async () => {
    proxy.setPlan(scripted({ kind: 'delay', milliseconds: 50 }));
    const start = performance.now();
    expect(await (await fetch(proxy.url)).text()).toBe(body);
    expect(performance.now() - start).toBeGreaterThanOrEqual(45);
  });

  test('cut: the status arrives, the body breaks off', async () => {
    proxy.setPlan(scripted({ kind: 'cut', bytes: 100 }));
    const answer = await fetch(proxy.url);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  test('status and garbage are answered without the server', async () => {
    const headers = { 'retry-after': '1' };
    proxy.setPlan(
      scripted(
        { kind: 'status', status: 429, headers },
        { kind: 'status', status: 401 },
        { kind: 'garbage' },
      ),
    );
    const limited = await fetch(proxy.url);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await (await fetch(proxy.url)).json()).toMatchObject({ error: 'unauthorized' });
    const garbage = await fetch(proxy.url, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(garbage.status).toBe(200);
    await expect(garbage.json()).rejects.toThrow();
    expect(served).toEqual([]);
  });

  test('pause resets what is open and refuses what comes; resume is the same address', async () => {
    proxy.setPlan(() => ({ kind: 'delay', milliseconds: 60_000 }));
    const hanging = fetch(proxy.url);
    const refused = expect(hanging).rejects.toThrow();
    await expect.poll(() => proxy.requests().length).toBe(1);
    await proxy.pause();
    await refused;
    await expect(fetch(proxy.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    proxy.setPlan(() => undefined);
    await proxy.resume();
    expect((await fetch(proxy.url)).status).toBe(200);
    await proxy.resume();
    await proxy.pause();
    await proxy.pause();
  });

  test('the same seed gives the same faults, about as many as asked for', () => {
    const faults: readonly Fault[] = [{ kind: 'reset' }, { kind: 'garbage' }];
    const draw = (seed: number): readonly (string | undefined)[] => {
      const plan = seeded(seed, 0.3, faults);
      return Array.from(
        { length: 500 },
        (_, index) => plan({ method: 'GET', path: '/', index })?.kind,
      );
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    const hit = draw(7).filter((kind) => kind !== undefined);
    expect(hit.length).toBeGreaterThan(100);
    expect(hit.length).toBeLessThan(200);
    expect(new Set(hit)).toEqual(new Set(['reset', 'garbage']));
  });
});
