import { createHash } from 'node:crypto';
import { makeKey, type NewKey } from '../../src/shared/keys/make-key.ts';

/**
 * A key with a right checksum, the same for the same seed. Made at run time: written out in a file it would
 * be what a leak scan of this repository has to find.
 */
export function sampleKey(seed: string): NewKey {
  let draws = 0;
  return makeKey(() => {
    draws += 1;
    return createHash('sha512')
      .update(`${seed} ${String(draws)}`)
      .digest();
  });
}
