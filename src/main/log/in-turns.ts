import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../../shared/log/steps.ts';

/** Runs a long computation; between two of its pieces the event loop has its turn. */
export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}
