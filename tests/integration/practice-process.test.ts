import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildProgram, type BuiltProgram } from '../support/run-program.ts';

const replySchema = z.union([
  z.strictObject({ ready: z.literal(true), url: z.url() }),
  z.strictObject({ ready: z.literal(false), message: z.string() }),
]);
const username = 'admin';
const password = 'canary-5f1c2b7d9e';

describe('the practice server in a process of its own', () => {
  let program: BuiltProgram;
  let directory: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    program = await buildProgram('practice-server');
  });
  afterAll(async () => {
    await program.remove();
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mycouch-practice-process-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  const exitOf = (child: ChildProcess): Promise<number | null> =>
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve(child.exitCode)
      : new Promise((resolve) => {
          child.once('exit', resolve);
        });
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exitOf(child);
  };
  const start = (message: Readonly<Record<string, unknown>> | undefined) => {
    const child = fork(program.path, [], { env: {}, stdio: 'ignore' });
    children.push(child);
    const reply = new Promise<unknown>((resolve) => {
      child.once('message', resolve);
    });
    if (message !== undefined) child.send(message);
    return { child, reply: async () => replySchema.parse(await reply) };
  };
  const configuration = (preferredPort: number | null = null) => ({
    directory,
    username,
    password,
    preferredPort,
  });
  const ready = async (preferredPort: number | null = null) => {
    const { child, reply } = start(configuration(preferredPort));
    const answer = await reply();
    if (!answer.ready) throw new Error(answer.message);
    return { child, url: answer.url };
  };
  const send = (url: string, method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const portOf = (url: string): number => Number(new URL(url).port);

  test('whatever was acknowledged is there after SIGKILL, under the same address and uuid', async () => {
    const first = await ready();
    const acknowledged: string[] = [];
    const security = { members: { roles: ['r'], names: [] }, mycouch: { generation: 1 } };
    await send(first.url, 'PUT', '/kept');
    await send(first.url, 'PUT', '/kept/_security', security);
    const uuid: unknown = await (await send(first.url, 'GET', '/')).json();
    const writer = async (lane: number): Promise<void> => {
      for (let index = 0; ; index += 1) {
        const id = `doc-${String(lane)}-${String(index)}`;
        const answer = await send(first.url, 'PUT', `/kept/${id}`, { lane }).catch(() => null);
        if (answer === null) return;
        if (answer.status === 201) acknowledged.push(id);
        if (acknowledged.length === 150) first.child.kill('SIGKILL');
      }
    };
    await Promise.all([0, 1, 2, 3].map(writer));
    await exitOf(first.child);
    expect(acknowledged.length).toBeGreaterThanOrEqual(150);

    const second = await ready(portOf(first.url));
    expect(second.url).toBe(first.url);
    expect(await (await send(second.url, 'GET', '/')).json()).toEqual(uuid);
    const listed = await send(second.url, 'POST', '/kept/_all_docs', { keys: acknowledged });
    expect(await listed.text()).not.toContain('not_found');
    expect(await (await send(second.url, 'GET', '/kept/_security')).json()).toEqual(security);
    const info = z
      .object({ update_seq: z.string() })
      .parse(await (await send(second.url, 'GET', '/kept')).json());
    expect(Number.parseInt(info.update_seq, 10)).toBeGreaterThan(acknowledged.length);
  });

  test('a deleted database stays deleted after SIGKILL', async () => {
    const first = await ready();
    await send(first.url, 'PUT', '/gone');
    await send(first.url, 'PUT', '/gone/a', {});
    expect((await send(first.url, 'DELETE', '/gone')).status).toBe(200);
    await end(first.child, 'SIGKILL');
    const second = await ready();
    expect((await send(second.url, 'GET', '/gone')).status).toBe(404);
    expect((await send(second.url, 'PUT', '/gone')).status).toBe(201);
    expect((await send(second.url, 'GET', '/gone/a')).status).toBe(404);
  });

  test('its data is for one process; the second is told so and ends', async () => {
    await ready();
    const { child, reply } = start(configuration());
    expect(await reply()).toMatchObject({ ready: false });
    expect(await exitOf(child)).toBe(1);
  });

  test('a taken port is replaced by a free one', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(0, '127.0.0.1', resolve);
    });
    const address = blocker.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    const { url } = await ready(address.port);
    expect(portOf(url)).not.toBe(address.port);
    expect((await send(url, 'GET', '/_up')).status).toBe(200);
    blocker.close();
  });

  test('a configuration it does not understand is refused without being repeated', async () => {
    for (const message of [
      {},
      { ...configuration(), password: '' },
      { ...configuration(), extra: password },
    ]) {
      const { child, reply } = start(message);
      const answer = await reply();
      expect(answer.ready).toBe(false);
      expect(JSON.stringify(answer)).not.toContain(password);
      expect(await exitOf(child)).toBe(1);
    }
  });

  test('it ends with its parent, and on request', async () => {
    const orphan = await ready();
    orphan.child.disconnect();
    expect(await exitOf(orphan.child)).toBe(0);
    const asked = await ready();
    await end(asked.child, 'SIGTERM');
    expect(asked.child.exitCode).toBe(0);
    const early = start(undefined);
    early.child.disconnect();
    expect(await exitOf(early.child)).toBe(0);
  });

  test.skipIf(process.platform !== 'linux')(
    'no secret in its arguments or environment',
    async () => {
      const { child } = await ready();
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${String(child.pid)}/${file}`, 'utf8');
        expect(text).not.toContain(password);
      }
    },
  );
});
