export type Utf8Text =
  | { readonly text: string }
  /** The first line, counted from 1, that is no UTF-8 text. */
  | { readonly badLine: number };

const lineFeed = 0x0a;

/** Reads bytes as UTF-8 text and replaces nothing: a NUL or a broken sequence makes it no text. */
export function readUtf8(bytes: Uint8Array): Utf8Text {
  const bad = firstBadByte(bytes);
  if (bad === -1) return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
  return { badLine: bytes.subarray(0, bad).filter((byte) => byte === lineFeed).length + 1 };
}

/** Index of the first NUL, or of the line that breaks UTF-8; -1 where there is none. */
function firstBadByte(bytes: Uint8Array): number {
  const zero = bytes.indexOf(0);
  const text = zero === -1 ? bytes : bytes.subarray(0, zero);
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf(lineFeed, start);
    const line = text.subarray(start, end === -1 ? text.length : end);
    if (!isUtf8(line)) return start;
    start += line.length + 1;
  }
  return zero;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
