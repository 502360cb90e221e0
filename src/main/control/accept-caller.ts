import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Console, Logger } from '../console/ports.ts';
import { dispatch } from '../dispatch.ts';
import {
  frame,
  frameLimits,
  frameReader,
  greetingSchema,
  protocolVersion,
  requestSchema,
  type Reply,
} from './frames.ts';

/** Milliseconds until a caller that has not shown the token is sent away. */
const greetingTime = 5_000;

/**
 * Answers one caller. Before it has shown the token it gets no answer at all; afterwards a frame that
 * makes no sense ends the connection, since nothing after it can be trusted either.
 */
export function acceptCaller(options: {
  readonly socket: Socket;
  readonly token: string;
  readonly console: Pick<Console, 'newCaller' | 'events' | 'role'>;
  readonly log: Logger;
}): void {
  const { socket, token, console, log } = options;
  /** What this caller proves counts for nobody else, and nobody else's proof for it. */
  const api = console.newCaller();
  let greeted = false;
  const timer = setTimeout(() => socket.destroy(), greetingTime);

  function send(reply: Reply): void {
    if (!socket.destroyed) socket.write(frame(reply));
  }

  function greet(content: unknown): void {
    const greeting = greetingSchema.safeParse(content);
    if (!greeting.success || !sameToken(greeting.data.token, token)) {
      log.warn({}, 'a caller of the control socket was refused');
      socket.destroy();
      return;
    }
    greeted = true;
    clearTimeout(timer);
    const stop = console.events.on('plan.progress', (progress) => {
      send({ progress });
    });
    socket.once('close', stop);
    send({ welcome: protocolVersion });
  }

  async function answer(content: unknown): Promise<void> {
    const request = requestSchema.safeParse(content);
    if (!request.success) {
      log.warn({}, 'a caller of the control socket sent what is no request');
      socket.destroy();
      return;
    }
    const { id, domain, call, argument } = request.data;
    const onInternal = (error: unknown): void => {
      log.error({ error, domain, call }, 'a call failed unexpectedly');
    };
    send({
      id,
      ...(await dispatch(api, domain, call, argument, console.role, onInternal)),
    });
  }

  const read = frameReader(
    () => (greeted ? frameLimits.call : frameLimits.greeting),
    (content) => {
      if (socket.destroyed) return;
      if (greeted) void answer(content);
      else greet(content);
    },
  );
  socket.on('data', (piece: Buffer) => {
    if (!read(piece)) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    clearTimeout(timer);
  });
}

function sameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
