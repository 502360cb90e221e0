import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { Logger } from 'pino';
import { contract } from '../../shared/bridge/contract.ts';
import { callChannel, eventChannel, type Envelope } from '../../shared/bridge/envelope.ts';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import type { Console } from '../console/ports.ts';
import { dispatch } from '../dispatch.ts';
import { isTrustedSender, type Sender } from './sender.ts';

export interface BridgeOptions {
  /** Calls that come before the console is ready wait for it. */
  readonly ready: Promise<Console>;
  /** The console's window while there is one. */
  readonly window: () => BrowserWindow | null;
  readonly log: Logger;
}

/** Registers a handler for every call of the contract, and sends every event to the window alone. */
export function registerBridge({ ready, window, log }: BridgeOptions): void {
  for (const [domain, calls] of Object.entries(contract)) {
    for (const call of Object.keys(calls)) {
      ipcMain.handle(
        callChannel(domain, call),
        async (event, argument: unknown): Promise<Envelope<unknown>> => {
          if (!isTrustedSender(describeSender(event, window()))) {
            log.warn({ domain, call }, 'a call from an unknown sender was refused');
            return { ok: false, error: unknownSender() };
          }
          try {
            const { api, role } = await ready;
            return await dispatch(api, domain, call, argument, role, (error) => {
              log.error({ error, domain, call }, 'a call failed unexpectedly');
            });
          } catch (error) {
            return { ok: false, error: reportError(error) };
          }
        },
      );
    }
  }
  ready.then(
    ({ events }) => {
      events.onAny((name, payload) => {
        const target = window();
        if (target !== null && !target.isDestroyed() && !target.webContents.isCrashed()) {
          target.webContents.send(eventChannel(name), payload);
        }
      });
    },
    () => undefined,
  );
}

function describeSender(event: IpcMainInvokeEvent, window: BrowserWindow | null): Sender {
  const frame = event.senderFrame;
  const own = window === null || window.isDestroyed() ? null : window.webContents;
  return {
    webContentsId: event.sender.id,
    windowWebContentsId: own?.id ?? null,
    isMainFrame: frame !== null && own !== null && frame === own.mainFrame,
    frame: frame === null ? null : { origin: frame.origin, url: frame.url },
  };
}

function unknownSender() {
  return reportError(
    new ConsoleError('unknown-sender', 'The console answers only its own window.'),
  );
}
