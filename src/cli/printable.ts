/**
 * Text that came from outside, for a terminal: control characters, which could move its cursor or repaint
 * what stands there, and characters that turn the reading direction are shown as a replacement mark.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}');
}
