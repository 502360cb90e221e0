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
