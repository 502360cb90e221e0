import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { ClipboardPort } from './ports.ts';

/** How long a secret may stay on the clipboard, in milliseconds. */
const clipboardTime = 60_000;

/**
 * Puts a text on the clipboard; a secret for a minute. Error: `not-allowed-in-state` where this console has
 * none.
 */
export async function copyText(
  { clipboard, clock }: { readonly clipboard: ClipboardPort | null; readonly clock: Clock },
  text: string,
  secret: boolean,
): Promise<void> {
  if (clipboard === null) {
    throw new ConsoleError('not-allowed-in-state', 'This console has no clipboard.');
  }
  await clipboard.write(text);
  if (!secret) return;
  clock.timer(clipboardTime, () => {
    // A clipboard that cannot be read now has nothing to be taken off by us.
    clearIfStill(clipboard, text).catch(() => undefined);
  });
}

/** Only what is still ours: somebody may have copied something else since. */
async function clearIfStill(clipboard: ClipboardPort, text: string): Promise<void> {
  if ((await clipboard.read()) === text) await clipboard.write('');
}
