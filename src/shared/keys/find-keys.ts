import type { Sha256 } from '../documents/audit.ts';
import { idIn, keyLength, keyPattern, parseKey } from './key-format.ts';

/** Something in a text that has the shape of a key. The key itself is not in it. */
export interface FoundKey {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  readonly keyId: string;
  /** False: it has the shape of a key, but none was ever made like this. */
  readonly checksumRight: boolean;
  /** Digest of the whole key, for comparing; null where the checksum is wrong. */
  readonly digest: string | null;
}

/** Takes a text piece by piece and answers the keys whose end is in the piece. */
export type KeyFinder = (piece: string) => readonly FoundKey[];

const continuation = /[\u0080-\u00bf]/g;

/**
 * Finds keys in a text that comes in pieces, those that lie over an edge too. It remembers no more of the
 * text than one key's length. Nothing needs to stand before or after a key.
 * @param characters `bytes`: every character of a piece stands for one byte of UTF-8 (Latin-1 decoding), so
 *   that binary files are read as well; `text`: as it is
 */
export function createKeyFinder(digest: Sha256, characters: 'bytes' | 'text' = 'bytes'): KeyFinder {
  const widthOf = (text: string): number =>
    characters === 'text' ? text.length : text.length - (text.match(continuation)?.length ?? 0);
  let rest = '';
  /** Where `rest` begins. */
  let line = 1;
  let column = 1;

  function pass(text: string): void {
    const last = text.lastIndexOf('\n');
    if (last === -1) {
      column += widthOf(text);
      return;
    }
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) line += 1;
    column = 1 + widthOf(text.slice(last + 1));
  }

  return (piece) => {
    const text = rest + piece;
    const found: FoundKey[] = [];
    let passed = 0;
    for (const match of text.matchAll(new RegExp(keyPattern, 'g'))) {
      pass(text.slice(passed, match.index));
      passed = match.index;
      const [key] = match;
      const checksumRight = parseKey(key).outcome === 'key';
      found.push({
        line,
        column,
        keyId: idIn(key),
        checksumRight,
        digest: checksumRight ? digest(key) : null,
      });
      pass(key);
      passed += keyLength;
    }
    const keep = Math.max(passed, text.length - keyLength + 1);
    pass(text.slice(passed, keep));
    rest = text.slice(keep);
    return found;
  };
}
