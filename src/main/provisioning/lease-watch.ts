import type { Stopwatch } from '../../shared/clock.ts';
import type { LeaseLook } from '../../shared/planning/lease-rules.ts';
import type { LeaseReading } from './lease-document.ts';

/** Knows for how long the lease document has stayed the same: at least, so that nobody is overtaken early. */
export interface LeaseWatch {
  readonly see: (reading: LeaseReading) => LeaseLook;
}

export function createLeaseWatch(stopwatch: Stopwatch): LeaseWatch {
  let revisions = '';
  let unchanged = stopwatch();
  return {
    see: ({ leaves, serverTime }) => {
      const now = leaves.map(({ rev }) => rev).join(' ');
      if (now !== revisions) {
        revisions = now;
        unchanged = stopwatch();
      }
      return { leaves, serverTime, unchangedFor: unchanged.atLeast() };
    },
  };
}
