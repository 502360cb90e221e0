import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';

/** A relay before a server that learns every secret which passes, so that a test can look for them. */
export interface SecretRelay {
  readonly url: string;
  /** Passwords of sign-ins, Basic headers and session cookies seen so far. */
  readonly secrets: () => readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startSecretRelay(target: string): Promise<SecretRelay> {
  const { hostname, port } = new URL(target);
  const secrets = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (basic !== undefined) {
      secrets.add(basic);
      addPassword(secrets, Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':'));
    }
    const onward = httpRequest(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        for (const cookie of answer.headers['set-cookie'] ?? []) {
          const value = /^AuthSession=([^;]+)/.exec(cookie)?.[1];
          if (value !== undefined) secrets.add(value);
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    if (request.method === 'POST' && request.url?.startsWith('/_session') === true) {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        addPassword(secrets, passwordOf(Buffer.concat(chunks).toString()));
      });
    }
    request.pipe(onward);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    secrets: () => [...secrets],
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function addPassword(secrets: Set<string>, password: string): void {
  if (password !== '') secrets.add(password);
}

/** A sign-in's body is JSON or a form. */
function passwordOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'password' in parsed) {
      return typeof parsed.password === 'string' ? parsed.password : '';
    }
    return '';
  } catch {
    return new URLSearchParams(body).get('password') ?? '';
  }
}
