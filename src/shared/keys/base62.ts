export const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Cryptographically strong random bytes, new ones at every call. */
export type RandomBytes = (size: number) => Uint8Array;

/** So many draws of 64 bytes give fewer than 22 characters once in far more than 2^1000 times. */
const mostDraws = 16;

/**
 * Random characters, each of the 62 equally likely. Six bits of a byte are a number below 64; 62 and 63
 * are thrown away. Taking the remainder instead would make some characters likelier than others, and one
 * conversion of a big number would do the same a little, unless it were thrown away at times as well.
 * Throws where the source gives the same useless bytes again and again.
 */
export function randomBase62(length: number, randomBytes: RandomBytes): string {
  let text = '';
  for (let draw = 0; draw < mostDraws; draw += 1) {
    for (const byte of randomBytes(64)) {
      text += base62.charAt(byte & 63);
      if (text.length === length) return text;
    }
  }
  throw new Error('The source of random bytes gives no random bytes.');
}

/** A whole number in base 62, filled up with zeros from the left. */
export function toBase62(number: number, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest = Math.floor(rest / 62)) {
    text = base62.charAt(rest % 62) + text;
  }
  return text;
}
