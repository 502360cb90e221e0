import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../shared/clock.ts';

/** Between two looks for idle connections while closing, in milliseconds. */
const interval = 50;

/**
 * Ends a server's connections as they become idle, from the call of what it returns until the call of what
 * that returns. Node does so once, when closing begins: a connection whose answer ends after that would be
 * kept for its next request, for more than a minute. And it leaves those alone that were opened ahead and
 * never used, as browsers, balancers and HTTP clients do.
 */
export function idleConnections(
  server: Pick<Server, 'closeIdleConnections' | 'on'>,
  clock: Clock,
): () => () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    let cancel = (): void => undefined;
    const look = (): void => {
      server.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
      cancel = clock.timer(interval, look);
    };
    look();
    return () => {
      cancel();
    };
  };
}
