import { once } from 'node:events';
import { createServer } from 'node:http';

/** A web site of the attacker: answers anything to anybody and remembers who came. */
export interface TrapServer {
  readonly url: string;
  /** Method and path of every request and web socket so far. */
  readonly visits: () => readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startTrapServer(): Promise<TrapServer> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(200, {
      'content-type': 'text/html',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    response.end('<title>trap</title>');
  });
  server.on('upgrade', (request, socket) => {
    visits.push(`UPGRADE ${request.url ?? ''}`);
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    visits: () => [...visits],
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
