import { createConnection } from 'node:net';
import { join } from 'node:path';

/** Milliseconds that a desktop may take to start its Secret Service. */
const startTime = 5_000;
const serviceName = 'org.freedesktop.secrets';

export interface BusEnvironment {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether asking the keychain can come to something. On Linux the session bus is asked to start the Secret
 * Service: the keychain's own library would wait 25 s for one that does not start, on a thread that keeps
 * the process from ending. True elsewhere, and where the bus is of a kind only that library knows.
 * Protocol: D-Bus specification, “Message Protocol” and “StartServiceByName”.
 */
export async function secretServiceAnswers(
  { platform, env }: BusEnvironment = { platform: process.platform, env: process.env },
  timeout = startTime,
): Promise<boolean> {
  if (platform !== 'linux') return true;
  const path = busPath(env);
  if (path === null) return false;
  return path === 'other' || (await startService(path, timeout));
}

/** The socket of the session bus; `other` for an address that is none, null where there is no bus. */
function busPath(env: BusEnvironment['env']): string | null {
  const address = env['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  if (address === '') {
    const runtime = env['XDG_RUNTIME_DIR'] ?? '';
    if (runtime !== '') return join(runtime, 'bus');
    return (env['DISPLAY'] ?? '') === '' ? null : 'other';
  }
  for (const one of address.split(';')) {
    const [, kind, value] = /^unix:(?:[^;]*,)?(path|abstract)=([^,;]+)/.exec(one) ?? [];
    if (kind === undefined || value === undefined) continue;
    const path = value.replaceAll(/%([0-9a-f]{2})/gi, (_text, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return kind === 'abstract' ? `\0${path}` : path;
  }
  return 'other';
}

async function startService(path: string, timeout: number): Promise<boolean> {
  const socket = createConnection(path);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        resolve(false);
      }, timeout);
      socket.once('error', () => {
        resolve(false);
      });
      socket.once('close', () => {
        resolve(false);
      });
      let received: Buffer = Buffer.alloc(0);
      let accepted = false;
      socket.on('data', (piece: Buffer) => {
        received = Buffer.concat([received, piece]);
        if (!accepted) {
          const end = received.indexOf('\r\n');
          if (end === -1) return;
          if (!received.subarray(0, 3).equals(Buffer.from('OK '))) {
            resolve(false);
            return;
          }
          accepted = true;
          received = received.subarray(end + 2);
          socket.write('BEGIN\r\n');
          socket.write(busCall(1, 'Hello', null));
          socket.write(busCall(2, 'StartServiceByName', serviceName));
        }
        const answer = answerTo(2, received);
        if (answer !== null) resolve(answer === 'return');
      });
      const uid = String(process.getuid?.() ?? 0);
      socket.write(`\0AUTH EXTERNAL ${Buffer.from(uid).toString('hex')}\r\n`);
    });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** A method call to the bus itself; `name` goes out with the flags 0, as signature `su`. */
function busCall(serial: number, member: string, name: string | null): Buffer {
  const body = name === null ? Buffer.alloc(0) : Buffer.concat([padded(text(name), 4), number(0)]);
  const fields = [
    field(1, 'o', text('/org/freedesktop/DBus')),
    field(2, 's', text('org.freedesktop.DBus')),
    field(3, 's', text(member)),
    field(6, 's', text('org.freedesktop.DBus')),
    ...(name === null ? [] : [field(8, 'g', Buffer.from('\x02su\0'))]),
  ].reduce((all, one) => Buffer.concat([padded(all, 8), one]), Buffer.alloc(0));
  const head = Buffer.concat([
    Buffer.from([0x6c, 1, 0, 1]),
    number(body.length),
    number(serial),
    number(fields.length),
    fields,
  ]);
  return Buffer.concat([padded(head, 8), body]);
}

/** What the bus answered to the call with this serial; null while it has not. */
function answerTo(serial: number, received: Buffer): 'return' | 'error' | null {
  let start = 0;
  while (received.length >= start + 16) {
    const little = received[start] === 0x6c;
    const read = (offset: number): number =>
      little ? received.readUInt32LE(start + offset) : received.readUInt32BE(start + offset);
    const fields = Math.ceil((16 + read(12)) / 8) * 8;
    const size = fields + read(4);
    if (received.length < start + size) return null;
    const type = received[start + 1];
    if (type === 2 || type === 3) {
      // The field REPLY_SERIAL: code 5, signature `u`, the number; fields begin at multiples of eight.
      for (let at = 16; at + 8 <= fields; at += 8) {
        const isReply = received.subarray(start + at, start + at + 4).equals(replySerial);
        if (isReply && read(at + 4) === serial) return type === 2 ? 'return' : 'error';
      }
    }
    start += size;
  }
  return null;
}

const replySerial = Buffer.from([5, 1, 0x75, 0]);

function field(code: number, type: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([code, 1]), Buffer.from(`${type}\0`), value]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(`${value}\0`);
  return Buffer.concat([number(bytes.length - 1), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function padded(bytes: Buffer, boundary: number): Buffer {
  const missing = (boundary - (bytes.length % boundary)) % boundary;
  return Buffer.concat([bytes, Buffer.alloc(missing)]);
}
