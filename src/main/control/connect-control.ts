import { createConnection, type Socket } from 'node:net';
import type { ConsoleClient } from '../../shared/bridge/contract.ts';
import type { Envelope } from '../../shared/bridge/envelope.ts';
import type { PlanProgress } from '../../shared/bridge/events.ts';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import { createConsoleClient } from './console-client.ts';
import { readControlFile, type ControlFile } from './control-file.ts';
import { frame, frameLimits, frameReader, protocolVersion, replySchema } from './frames.ts';

/** Milliseconds that a console may take to welcome a caller. */
const welcomeTime = 5_000;

/** A console that runs in another process. */
export interface ControlLink {
  readonly owner: ControlFile['owner'];
  readonly client: ConsoleClient;
  /** Hears the progress of plans until the answer is called. */
  readonly onProgress: (listener: (progress: PlanProgress) => void) => () => void;
  readonly close: () => void;
}

/**
 * Connects to the console that runs on a data directory. Null where none answers: there is no
 * `control.json`, or a killed console left it.
 */
export async function connectControl(directory: string): Promise<ControlLink | null> {
  const file = await readControlFile(directory);
  if (file === null) return null;
  const socket = createConnection(file.address);
  const link = followConsole(socket);
  socket.write(frame({ hello: protocolVersion, token: file.token }));
  const welcomed = await link.welcomed;
  if (welcomed) return { owner: file.owner, ...link.console };
  socket.destroy();
  return null;
}

function followConsole(socket: Socket): {
  readonly welcomed: Promise<boolean>;
  readonly console: Omit<ControlLink, 'owner'>;
} {
  const waiting = new Map<number, (envelope: Envelope<unknown>) => void>();
  const listeners = new Set<(progress: PlanProgress) => void>();
  let lastId = 0;
  let settleWelcome: (welcome: boolean) => void = () => undefined;
  const welcomed = new Promise<boolean>((resolve) => {
    settleWelcome = resolve;
  });
  const timer = setTimeout(() => {
    settleWelcome(false);
  }, welcomeTime);

  function receive(content: unknown): void {
    const reply = replySchema.safeParse(content);
    if (!reply.success) {
      socket.destroy();
    } else if ('welcome' in reply.data) {
      clearTimeout(timer);
      settleWelcome(true);
    } else if ('progress' in reply.data) {
      for (const listener of listeners) listener(reply.data.progress);
    } else {
      const { id, ...envelope } = reply.data;
      waiting.get(id)?.(envelope.ok ? { ok: true, value: envelope.value } : envelope);
      waiting.delete(id);
    }
  }

  const read = frameReader(() => frameLimits.call, receive);
  socket.on('data', (piece: Buffer) => {
    if (!read(piece)) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    clearTimeout(timer);
    settleWelcome(false);
    for (const settle of waiting.values()) settle({ ok: false, error: lost });
    waiting.clear();
  });

  const client = createConsoleClient(
    (domain, call, argument) =>
      new Promise((resolve) => {
        if (socket.destroyed) {
          resolve({ ok: false, error: lost });
          return;
        }
        lastId += 1;
        waiting.set(lastId, resolve);
        socket.write(frame({ id: lastId, domain, call, argument }));
      }),
  );
  return {
    welcomed,
    console: {
      client,
      onProgress: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => socket.end(),
    },
  };
}

const lost = reportError(
  new ConsoleError('cancelled', 'The console that did the work was closed before it answered.', {
    remedy: 'Run the command again; what was done already stays done.',
  }),
);
