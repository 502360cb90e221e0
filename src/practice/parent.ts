import { z } from 'zod';

/** The process that started this one: it sends the configuration and is told the outcome. */
export interface Parent {
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Called once when the parent is gone. */
  readonly onGone: (listener: () => void) => void;
  readonly send: (message: Reply) => void;
}

export type Reply =
  | { readonly ready: true; readonly url: string }
  | { readonly ready: false; readonly message: string };

/** What Electron's utility process offers as `process.parentPort`. */
interface Port {
  on: (event: 'message', listener: (event: unknown) => void) => void;
  postMessage: (message: unknown) => void;
}

const eventSchema = z.object({ data: z.unknown() });

const isPort = (value: unknown): value is Port =>
  typeof value === 'object' &&
  value !== null &&
  'on' in value &&
  typeof value.on === 'function' &&
  'postMessage' in value &&
  typeof value.postMessage === 'function';

/** Finds the parent of Electron's `utilityProcess.fork` or of Node's `child_process.fork`; null without one. */
export const findParent = (process: NodeJS.Process): Parent | null => {
  const port: unknown = Reflect.get(process, 'parentPort');
  if (isPort(port)) {
    return {
      onMessage: (listener) => {
        port.on('message', (event) => {
          listener(eventSchema.safeParse(event).data?.data);
        });
      },
      // Chromium ends a utility process whose parent is gone.
      onGone: () => undefined,
      send: (message) => {
        port.postMessage(message);
      },
    };
  }
  if (process.send === undefined) return null;
  return {
    onMessage: (listener) => {
      process.on('message', listener);
    },
    onGone: (listener) => {
      process.once('disconnect', listener);
    },
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
  };
};
