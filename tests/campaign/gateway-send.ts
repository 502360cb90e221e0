import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { HostileRequest } from './gateway-cases.ts';

export interface HostileAnswer {
  /** Null: none came, or none was due. */
  readonly status: number | null;
  /** Of the head and the body, as text. */
  readonly head: string;
  readonly body: string;
  readonly type: string;
}

const patience = 10_000;
const quiet = 400;
/** A feed that has nothing to tell stays open; nobody waits for it here. */
const feedPatience = 1_000;

/** Sends requests as they are, over connections that are kept. */
export function openSender(url: string) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const plain = ({ method, path, headers, body }: HostileRequest): Promise<HostileAnswer> =>
    new Promise((resolve, reject) => {
      const length = body === null ? [] : ['content-length', String(body.length)];
      const sent = httpRequest({
        agent,
        hostname,
        port,
        method,
        path,
        headers: ['host', 'gateway.example.org', ...headers, ...length],
      });
      const feed = /feed=|_changes/.test(path);
      const late = setTimeout(
        () => {
          sent.destroy();
          if (feed) resolve({ status: null, head: '', body: '', type: '' });
          else reject(new Error('no answer'));
        },
        feed ? feedPatience : patience,
      );
      sent.on('error', (error) => {
        clearTimeout(late);
        const code = 'code' in error ? String(error.code) : '';
        // The gateway may hang up on a body that it has refused already; and where it could not read that
        // this was a HEAD, its refusal has a body.
        if (
          code === 'ECONNRESET' ||
          code === 'EPIPE' ||
          (method === 'HEAD' && code.startsWith('HPE'))
        ) {
          resolve({ status: null, head: '', body: '', type: '' });
        } else reject(error);
      });
      sent.on('response', (answer) => {
        const chunks: Buffer[] = [];
        const done = (): void => {
          clearTimeout(late);
          resolve({
            status: answer.statusCode ?? null,
            head: answer.rawHeaders.join('\n'),
            body: Buffer.concat(chunks).toString('utf8'),
            type: answer.headers['content-type'] ?? '',
          });
        };
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', done);
        answer.on('close', done);
      });
      sent.end(body ?? undefined);
    });
  const raw = (bytes: Buffer): Promise<HostileAnswer> =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.setTimeout(quiet, () => socket.destroy());
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
        const [head = '', ...body] = text.split('\r\n\r\n');
        resolve({
          status: status === undefined ? null : Number(status),
          head,
          body: body.join('\n'),
          type: '',
        });
      });
    });
  return {
    send: (one: HostileRequest): Promise<HostileAnswer> =>
      one.raw === null ? plain(one) : raw(one.raw),
    close: () => {
      agent.destroy();
    },
  };
}
