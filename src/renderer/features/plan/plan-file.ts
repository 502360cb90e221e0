import { readUtf8 } from '../../../shared/utf8-text.ts';
import { BridgeError } from '../../app/bridge-error.ts';
import { words } from '../../app/messages/words.ts';

/** Bytes; what the console takes. */
const largest = 200_000_000;

function refused(message: string): BridgeError {
  return new BridgeError({ code: 'invalid-input', message, remedy: '', details: {} });
}

/**
 * The text of a chosen plan file.
 * @throws BridgeError `invalid-input` where it is too large or no UTF-8.
 */
export async function readTextFile(file: File): Promise<string> {
  if (file.size > largest) throw refused(words.plan.tooLarge);
  const read = readUtf8(new Uint8Array(await file.arrayBuffer()));
  if ('text' in read) return read.text;
  throw refused(words.plan.notUtf8);
}

/** Hands text to the operator as a file; the system asks where to put it. */
export function saveTextFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the address after this task, so it has to outlive it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
