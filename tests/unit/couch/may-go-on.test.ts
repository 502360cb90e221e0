import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTransport } from '../../../src/couch/create-transport.ts';
import type { Transport } from '../../../src/couch/transport.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { systemClock } from '../../../src/main/console/system-clock.ts';

let server: Server;
let transport: Transport;
let arrived: string[];
let answer: () => void;

beforeEach(async () => {
  arrived = [];
  server = createServer((request, response) => {
    arrived.push(request.url ?? '');
    answer = () => {
      response.end('{}');
    };
    if (request.url !== '/slow') answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  transport = createTransport({
    url: `http://127.0.0.1:${String(address.port)}`,
    credentials: null,
    clock: systemClock,
    random: () => 0,
    connections: 1,
  });
});
afterEach(async () => {
  await transport.close();
  await new Promise((resolve) => server.close(resolve));
});

describe('a request that waits for a connection', () => {
  it('is not sent where it may no longer be by the time it gets one', async () => {
    let refusal: ConsoleError | null = null;
    const mayGoOn = () => refusal;
    const slow = transport.request({ method: 'GET', path: ['slow'], mayGoOn });
    await expect.poll(() => arrived).toEqual(['/slow']);
    const waiting = transport.request({ method: 'PUT', path: ['later'], mayGoOn });
    const refused = expect(waiting).rejects.toMatchObject({ code: 'lease-lost' });
    // It has been asked for once by now, and let through to wait.
    await new Promise((resolve) => setImmediate(resolve));
    refusal = new ConsoleError('lease-lost', 'lost');
    answer();
    expect(await slow).toMatchObject({ status: 200 });
    await refused;
    expect(arrived).toEqual(['/slow']);
    refusal = null;
    expect(await transport.request({ method: 'GET', path: ['again'], mayGoOn })).toMatchObject({
      status: 200,
    });
    expect(arrived).toEqual(['/slow', '/again']);
  });
});
