import { createHash } from 'node:crypto';

/** What a command's context has for SHA-256. */
export function testDigest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
