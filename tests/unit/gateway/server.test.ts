import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGateway } from '../../../src/gateway/gateway.ts';
import type { GatewayPart } from '../../../src/gateway/services.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { gatewayScene, type GatewayScene } from '../../support/gateway-in-process.ts';

let scene: GatewayScene | undefined;
const open = async (file: Readonly<Record<string, unknown>> = {}): Promise<GatewayScene> => {
  scene = await gatewayScene(file);
  return scene;
};
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ responses: z.looseObject({}) })),
  ),
});

describe('every answer', () => {
  it('has the headers of data that is no page, and none of a cookie', async () => {
    const { app } = await open();
    for (const url of ['/health', '/nowhere', '/openapi.json']) {
      const { headers } = await app.inject(url);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers.server).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('is JSON from the closed list, whatever was sent', async () => {
    const { app } = await open();
    const json = { 'content-type': 'application/json' };
    const asked = [
      { method: 'GET', url: '/nowhere' },
      { method: 'DELETE', url: '/auth/token' },
      { method: 'COPY', url: '/auth/token' },
      { method: 'GET', url: '/%zz' },
      { method: 'GET', url: '/health/%00' },
      { method: 'GET', url: `/${'a'.repeat(9_000)}` },
      { method: 'POST', url: '/auth/token', payload: '{', headers: json },
      { method: 'POST', url: '/auth/token', payload: '{"__proto__":{}}', headers: json },
      {
        method: 'POST',
        url: '/auth/token',
        payload: '<a/>',
        headers: { 'content-type': 'text/xml' },
      },
      { method: 'POST', url: '/auth/token', payload: `"${'a'.repeat(2_000_000)}"`, headers: json },
      { method: 'POST', url: '/auth/refresh', headers: { authorization: 'Basic YTpi' } },
      {
        method: 'POST',
        url: '/auth/refresh',
        headers: { authorization: `Bearer ${'a.'.repeat(4_000)}` },
      },
    ] as const;
    for (const one of asked) {
      const answer = await app.inject(one);
      const body = z
        .object({ error: z.string(), code: z.string(), reason: z.string() })
        .parse(answer.json());
      expect([one, answer.statusCode < 500]).toEqual([one, true]);
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.headers['content-type']).toContain('application/json');
      expect(body.code).not.toBe('internal');
    }
  });

  it('tells of a failure that nobody foresaw nothing at all', async () => {
    const { options } = await open();
    const failing: GatewayPart = (app) => {
      const config = { api: { summary: '', tag: '', access: 'open', answers: {} } } as const;
      app.get('/fails', { config }, () => {
        throw new Error('the secret is swordfish');
      });
      app.get('/conflicts', { config }, () => {
        throw new ConsoleError('conflict', 'Somebody was quicker.');
      });
    };
    const gateway = await createGateway({ ...options, parts: [failing] });
    const answer = await gateway.app.inject('/fails');
    expect([answer.statusCode, answer.json()]).toMatchObject([500, { code: 'internal' }]);
    expect(answer.body + (scene?.lines.join('') ?? '')).not.toContain('swordfish');
    expect((await gateway.app.inject('/conflicts')).json()).toMatchObject({
      error: 'conflict',
      reason: 'Somebody was quicker.',
    });
    await gateway.close();
  });
});

describe('the document of the interface', () => {
  it('names every route, with what it answers', async () => {
    const { app } = await open();
    const { paths } = documentSchema.parse((await app.inject('/openapi.json')).json());
    expect(
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      ),
    ).toEqual(
      expect.arrayContaining([
        'get /openapi.json',
        'post /auth/token',
        'post /auth/refresh',
        'post /auth/revoke',
        'get /.well-known/jwks.json',
        'get /health',
        'get /metrics',
      ]),
    );
  });

  it('refuses a route that is not described', async () => {
    const { options } = await open();
    const hidden: GatewayPart = (app) => {
      app.get('/hidden', () => 'x');
    };
    await expect(createGateway({ ...options, parts: [hidden] })).rejects.toThrow('/hidden');
  });
});

describe('limits', () => {
  it('hold for an address, whatever it says it is behind', async () => {
    const { app } = await open({ limits: { address: { perMinute: 60, burst: 3 } } });
    const statuses: number[] = [];
    for (let sent = 0; sent < 5; sent += 1) {
      const { statusCode } = await app.inject({
        url: '/health',
        headers: { 'x-forwarded-for': `203.0.113.${String(sent)}` },
      });
      statuses.push(statusCode);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it('go by the address that a trusted proxy tells', async () => {
    const { app } = await open({ trustProxy: 1, limits: { address: { perMinute: 60, burst: 1 } } });
    const ask = async (address: string): Promise<number> => {
      const headers = { 'x-forwarded-for': `198.51.100.9, ${address}` };
      const { statusCode } = await app.inject({ url: '/health', headers });
      return statusCode;
    };
    expect([await ask('203.0.113.1'), await ask('203.0.113.2'), await ask('203.0.113.1')]).toEqual([
      200, 200, 429,
    ]);
  });

  it('hold for whoever has a token, and stop guessing early', async () => {
    const limits = {
      caller: { perMinute: 60, burst: 2 },
      refused: { perMinute: 6, burst: 2 },
    };
    const { app, tenant, key, clock } = await open({ limits });
    const exchange = async (api_key: string) => {
      const answer = await app.inject({ method: 'POST', url: '/auth/token', payload: { api_key } });
      return answer;
    };
    const { key: good } = key(tenant().tenant_id);
    const { token } = z.object({ token: z.string() }).parse((await exchange(good)).json());
    const refresh = async () => {
      const headers = { authorization: `Bearer ${token}` };
      const { statusCode } = await app.inject({ method: 'POST', url: '/auth/refresh', headers });
      return statusCode;
    };
    expect([await refresh(), await refresh(), await refresh()]).toEqual([200, 200, 429]);
    await exchange('guess');
    await exchange('guess');
    const late = await exchange(good);
    expect([late.statusCode, late.headers['retry-after']]).toEqual([429, '10']);
    await clock.advance(10_000);
    expect((await exchange(good)).statusCode).toBe(200);
  });
});

describe('pages of other origins', () => {
  const preflight = { origin: 'https://app.example.org', 'access-control-request-method': 'PUT' };

  it('may not call unless they are named', async () => {
    const { app } = await open();
    const { headers } = await app.inject({
      method: 'OPTIONS',
      url: '/auth/token',
      headers: preflight,
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('may call where they are named, without the browser’s own credentials', async () => {
    const { app } = await open({ corsOrigins: ['https://app.example.org'] });
    const named = await app.inject({ method: 'OPTIONS', url: '/auth/token', headers: preflight });
    expect(named.headers).toMatchObject({ 'access-control-allow-origin': preflight.origin });
    expect(named.headers['access-control-allow-credentials']).toBeUndefined();
    const refused = await app.inject({ url: '/nowhere', headers: { origin: preflight.origin } });
    expect(refused.headers['access-control-allow-origin']).toBe(preflight.origin);
    const other = await app.inject({ url: '/health', headers: { origin: 'https://evil.org' } });
    expect(other.headers['access-control-allow-origin']).not.toBe('https://evil.org');
  });
});

describe('metrics', () => {
  it('are for this machine, and for others with the token', async () => {
    const { app, options } = await open();
    await app.inject('/health');
    const { statusCode, body } = await app.inject('/metrics');
    expect(statusCode).toBe(200);
    expect(body).toContain(
      'mycouch_gateway_requests_total{method="GET",route="/health",status="200"} 1',
    );
    expect(body).toMatch(/^mycouch_gateway_signing_key_accepted 1$/m);
    expect(body.endsWith('\n')).toBe(true);
    const from = (remoteAddress: string, headers = {}) => ({
      url: '/metrics',
      remoteAddress,
      headers,
    });
    expect((await app.inject(from('203.0.113.7'))).statusCode).toBe(403);
    expect((await app.inject(from('127.0.0.1', { 'x-forwarded-for': 'a' }))).statusCode).toBe(403);
    const metricsToken = 'nCw2vQk9Xr7LbT4s';
    const gateway = await createGateway({
      ...options,
      config: { ...options.config, metricsToken },
    });
    const headers = { authorization: `Bearer ${metricsToken}` };
    expect((await gateway.app.inject(from('203.0.113.7', headers))).statusCode).toBe(200);
    expect((await gateway.app.inject(from('127.0.0.1'))).statusCode).toBe(403);
    await gateway.close();
  });
});

describe('health', () => {
  it('is unavailable while nobody can be let in, and says what is wrong', async () => {
    const { app, registry, clock } = await open();
    expect((await app.inject('/health')).json()).toMatchObject({ status: 'ok' });
    registry.staleSince = clock.now();
    expect((await app.inject('/health')).json()).toMatchObject({ status: 'degraded' });
    await clock.advance(301_000);
    const answer = await app.inject('/health');
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { status: 'unavailable' }]);
  });
});

describe('bytes that are no HTTP', () => {
  it('are answered, and the connection ends', async () => {
    const { app } = await open();
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = new URL(address);
    const send = (bytes: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1');
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
        socket.on('end', () => {
          resolve(answer);
        });
        socket.on('error', reject);
        socket.write(bytes);
      });
    expect(await send('GARBAGE\r\n\r\n')).toContain('HTTP/1.1 400');
    const long = `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await send(long)).toContain('HTTP/1.1 431');
  });
});
