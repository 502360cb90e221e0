import { appOrigin, isOwnAddress } from './origin.ts';

/** What is known of whoever sent an IPC message. Null where the frame is gone or there is no window. */
export interface Sender {
  readonly webContentsId: number;
  readonly windowWebContentsId: number | null;
  readonly isMainFrame: boolean;
  readonly frame: { readonly origin: string; readonly url: string } | null;
}

/**
 * Whether a message may be acted on: sent by the main frame of the console's own window while that frame
 * shows a page of the console's own origin. Everything doubtful is refused.
 */
export function isTrustedSender(sender: Sender): boolean {
  return (
    sender.windowWebContentsId !== null &&
    sender.webContentsId === sender.windowWebContentsId &&
    sender.isMainFrame &&
    sender.frame !== null &&
    sender.frame.origin === appOrigin &&
    isOwnAddress(sender.frame.url)
  );
}
