import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretServiceAnswers } from '../../../../src/main/secrets/secret-service.ts';

let folder = '';
let bus: Server | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mycouch-bus-'));
});

afterEach(async () => {
  bus?.close();
  bus = null;
  await rm(folder, { recursive: true, force: true });
});

const ask = (env: Record<string, string>, timeout = 5_000) =>
  secretServiceAnswers({ platform: 'linux', env }, timeout);

/** A reply of the given type (2 return, 3 error) to the call with the serial. */
function reply(type: number, serial: number): Buffer {
  const message = Buffer.alloc(24);
  message.set([0x6c, type, 1, 1], 0);
  message.writeUInt32LE(9, 8);
  message.writeUInt32LE(8, 12);
  message.set([5, 1, 0x75, 0], 16);
  message.writeUInt32LE(serial, 20);
  return message;
}

/** A bus that lets everybody in and then sends the pieces. */
async function startBus(
  ...pieces: readonly Buffer[]
): Promise<{ env: Record<string, string>; heard: () => string }> {
  const path = join(folder, 'bus');
  let heard = '';
  bus = createServer((socket) => {
    let accepted = false;
    let answered = false;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (!accepted && heard.includes('\r\n')) {
        accepted = true;
        socket.write('OK 0123456789abcdef\r\n');
      }
      if (accepted && !answered && heard.includes('org.freedesktop.secrets')) {
        answered = true;
        for (const piece of pieces) socket.write(piece);
      }
    });
  });
  await new Promise<void>((resolve) => bus?.listen(path, resolve));
  return { env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path},guid=00` }, heard: () => heard };
}

describe('asking whether a Secret Service answers', () => {
  it('leaves other systems and other kinds of bus to the keychain itself', async () => {
    expect(await secretServiceAnswers({ platform: 'darwin', env: {} })).toBe(true);
    expect(await ask({ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=localhost,port=1' })).toBe(true);
    expect(await ask({ DISPLAY: ':0' })).toBe(true);
  });

  it('is no where there is no bus', async () => {
    expect(await ask({})).toBe(false);
    expect(await ask({ XDG_RUNTIME_DIR: folder })).toBe(false);
    expect(await ask({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'none')}` })).toBe(
      false,
    );
  });

  it('is yes once the bus has started the service, whatever else it says before', async () => {
    const { env, heard } = await startBus(reply(2, 1), reply(4, 7), reply(2, 2));
    expect(await ask(env)).toBe(true);
    expect(heard()).toContain('StartServiceByName');
    expect(heard()).toContain('org.freedesktop.secrets');
  });

  it('puts an answer together that comes in pieces', async () => {
    const whole = Buffer.concat([reply(2, 1), reply(2, 2)]);
    const { env } = await startBus(...[...whole].map((byte) => Buffer.from([byte])));
    expect(await ask(env)).toBe(true);
  });

  it('is no where the bus cannot start it', async () => {
    const { env } = await startBus(reply(2, 1), reply(3, 2));
    expect(await ask(env)).toBe(false);
  });

  it('is no, in time, where the bus never says', async () => {
    const { env } = await startBus(reply(2, 1));
    expect(await ask(env, 50)).toBe(false);
  });
});
