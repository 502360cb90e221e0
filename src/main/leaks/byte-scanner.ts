import type { Sha256 } from '../../shared/documents/audit.ts';
import { createKeyFinder, type FoundKey, type KeyFinder } from '../../shared/keys/find-keys.ts';

/** Looks for keys in one file, piece by piece. */
export interface ByteScanner {
  readonly push: (piece: Buffer) => readonly FoundKey[];
  /** True where the first bytes are those of a compressed file; what is in it is not looked at. */
  readonly compressed: () => boolean;
}

/** First bytes of gzip, zip, bzip2, xz, Zstandard, 7z and LZ4. */
const signatures = [
  '1f8b',
  '504b0304',
  '425a68',
  'fd377a585a00',
  '28b52ffd',
  '377abcaf',
  '04224d18',
];

/**
 * A scanner of bytes, binary ones too. UTF-16, which some Windows programs write, is read as such where a
 * byte order mark says so.
 */
export function createByteScanner(digest: Sha256): ByteScanner {
  let find: KeyFinder | null = null;
  let decode = (piece: Buffer): string => piece.toString('latin1');
  let compressed = false;
  return {
    push: (piece) => {
      if (find === null) {
        const start = piece.subarray(0, 6).toString('hex');
        compressed = signatures.some((signature) => start.startsWith(signature));
        const utf16 = start.startsWith('fffe') ? 'le' : start.startsWith('feff') ? 'be' : null;
        if (utf16 !== null) {
          const decoder = new TextDecoder(`utf-16${utf16}`);
          decode = (next) => decoder.decode(next, { stream: true });
        }
        find = createKeyFinder(digest, utf16 === null ? 'bytes' : 'text');
      }
      return find(decode(piece));
    },
    compressed: () => compressed,
  };
}
