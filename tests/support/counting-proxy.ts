import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** One connection through it; bytes as they passed. */
export interface CountedConnection {
  readonly up: () => number;
  readonly down: () => number;
  readonly isOpen: () => boolean;
}

/** Passes bytes on to a server and counts them; keeps no more of them than the system does. */
export interface CountingProxy {
  readonly url: string;
  readonly connections: () => readonly CountedConnection[];
  /** Reads nothing more of what is sent up, as a server that is busy. */
  readonly stall: () => void;
  readonly goOn: () => void;
  readonly stop: () => Promise<void>;
}

export async function countingProxy(target: string): Promise<CountingProxy> {
  const port = await freePort();
  const { hostname, port: targetPort } = new URL(target);
  const all: (CountedConnection & { readonly client: Socket; readonly server: Socket })[] = [];
  let stalled = false;
  const listener = createServer((client) => {
    const server = connect({ host: hostname, port: Number(targetPort) });
    const counts = { up: 0, down: 0, open: true };
    client.on('data', (chunk) => (counts.up += chunk.length));
    server.on('data', (chunk) => (counts.down += chunk.length));
    client.pipe(server);
    server.pipe(client);
    if (stalled) client.unpipe(server).pause();
    const end = (): void => {
      counts.open = false;
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
    all.push({
      up: () => counts.up,
      down: () => counts.down,
      isOpen: () => counts.open,
      client,
      server,
    });
  });
  await new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String(port)}`,
    connections: () => all,
    stall: () => {
      stalled = true;
      for (const { client, server } of all) client.unpipe(server).pause();
    },
    goOn: () => {
      stalled = false;
      for (const { client, server } of all) client.pipe(server);
    },
    stop: () =>
      new Promise<void>((resolve) => {
        for (const { client } of all) client.destroy();
        listener.close(() => {
          resolve();
        });
      }),
  };
}
