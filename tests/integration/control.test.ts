import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '../../src/shared/bridge/contract.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { connectControl } from '../../src/main/control/connect-control.ts';
import { protocolVersion } from '../../src/main/control/frames.ts';
import { serveControl, type ControlServer } from '../../src/main/control/serve-control.ts';
import { openTestConsole, temporaryDirectory, tenantForm } from '../support/test-console.ts';

const version = String(protocolVersion);

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const fileSchema = z.object({ address: z.string(), token: z.string(), pid: z.number() });

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let console: Console;
let control: ControlServer | null = null;

beforeEach(async () => {
  directory = await temporaryDirectory('control');
  console = await openTestConsole(directory.path);
});
afterEach(async () => {
  await control?.close();
  control = null;
  await console.close();
  await directory.remove();
});

async function serve(where = directory.path): Promise<z.infer<typeof fileSchema>> {
  control = await serveControl({ directory: where, console, owner: 'window', log: silent });
  return fileSchema.parse(JSON.parse(await readFile(join(where, 'control.json'), 'utf8')));
}

async function connected(where = directory.path) {
  const link = await connectControl(where);
  if (link === null) throw new Error('nobody answers');
  return link;
}

/** What a stranger on the socket hears until it is closed. */
function speak(address: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = createConnection(address, () => socket.write(text));
    socket.on('data', (data) => {
      heard += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(heard);
    });
  });
}

describe('the control socket', () => {
  it('carries calls, their errors and their arguments as the contract has them', async () => {
    await serve();
    const link = await connected();
    expect(link.owner).toBe('window');
    const made = await link.client.tenants.create(tenantForm('acme'));
    expect(await link.client.tenants.get({ id: made.id })).toEqual(
      await console.api.tenants.get({ id: made.id }),
    );
    expect(await link.client.connection.current()).toBeNull();
    await expect(link.client.tenants.create(tenantForm('acme'))).rejects.toMatchObject({
      code: 'key-taken',
    });
    await expect(link.client.tenants.get({ id: 'no uuid' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    link.close();
  });

  it('leaves a file and a socket that only their owner can use, and takes both away', async () => {
    const { address, pid } = await serve();
    expect(pid).toBe(process.pid);
    expect((await stat(join(directory.path, 'control.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(address)).mode & 0o777).toBe(0o600);
    await control?.close();
    await expect(stat(address)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(stat(join(directory.path, 'control.json'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(await connectControl(directory.path)).toBeNull();
  });

  it('says nothing to whoever does not show the token first', async () => {
    const { address, token } = await serve();
    const call = '{"id":1,"domain":"tenants","call":"list","argument":{}}\n';
    expect(await speak(address, call)).toBe('');
    expect(await speak(address, `{"hello":${version},"token":"${'0'.repeat(64)}"}\n${call}`)).toBe(
      '',
    );
    expect(
      await speak(address, `{"hello":${String(protocolVersion + 1)},"token":"${token}"}\n`),
    ).toBe('');
    expect(await speak(address, 'x'.repeat(5000))).toBe('');
  });

  it('ends the connection of a caller who sends what is no request', async () => {
    const { address, token } = await serve();
    for (const nonsense of [
      'nonsense\n',
      '{"id":-1}\n',
      '[]\n',
      '{"id":1,"domain":7,"call":"x"}\n',
    ]) {
      expect(await speak(address, `{"hello":${version},"token":"${token}"}\n${nonsense}`)).toBe(
        `{"welcome":${version}}\n`,
      );
    }
  });

  it('answers calls that the contract does not have with an error', async () => {
    const { address, token } = await serve();
    const heard = await speak(
      address,
      `{"hello":${version},"token":"${token}"}\n{"id":1,"domain":"__proto__","call":"toString"}\nend\n`,
    );
    expect(heard).toBe(`{"welcome":${version}}\n`);
    const link = await connected();
    const { app } = link.client;
    expect(Object.keys(app)).toEqual(Object.keys(contract.app));
    link.close();
  });

  it('is not found where a killed console left its file', async () => {
    const left = { protocol: protocolVersion, owner: 'window', token: 'a'.repeat(64), pid: 1 };
    const file = join(directory.path, 'control.json');
    for (const address of [join(directory.path, 'gone.sock'), file]) {
      await writeFile(file, JSON.stringify({ ...left, address }));
      expect(await connectControl(directory.path)).toBeNull();
    }
    await writeFile(file, '{ torn');
    expect(await connectControl(directory.path)).toBeNull();
    await serve();
    (await connected()).close();
  });

  it('listens elsewhere where the path would be too long, in a folder of its own', async () => {
    const deep = join(directory.path, 'd'.repeat(120));
    await mkdir(deep, { mode: 0o700 });
    const { address } = await serve(deep);
    expect(address.startsWith(deep)).toBe(false);
    expect((await stat(join(address, '..'))).mode & 0o777).toBe(0o700);
    (await connected(deep)).close();
    await control?.close();
    await expect(stat(join(address, '..'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps its socket out of a data directory that others can look into', async () => {
    await chmod(directory.path, 0o755);
    const { address } = await serve();
    expect(address.startsWith(directory.path)).toBe(false);
  });

  it('drained, lets nobody new in and serves those who are in to their end', async () => {
    await serve();
    const link = await connected();
    const draining = control?.drain();
    const refused = async () => {
      const other = await connectControl(directory.path);
      other?.close();
      return other === null;
    };
    await expect.poll(refused).toBe(true);
    expect(await link.client.vault.status()).toMatchObject({ state: 'open' });
    link.close();
    await draining;
  });

  it('tells a caller whose console closed before it answered', async () => {
    await serve();
    const link = await connected();
    await control?.close();
    await expect(link.client.sync.now()).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('carries a file of the greatest size that can be imported', async () => {
    await serve();
    const link = await connected();
    const text = `key,name\nbig,"${'"'.repeat(9_999_000)}`;
    const { created, problems } = await link.client.tenants.importCsv({ text });
    expect(created).toBe(0);
    expect(problems).toHaveLength(1);
    link.close();
  });
});
