import { MyCouchError } from '../../src/shared/errors.ts';

/** The error of the console that the work throws; anything else fails the test. */
export function errorOf(work: () => unknown): MyCouchError {
  try {
    work();
  } catch (error) {
    if (error instanceof MyCouchError) return error;
    throw error;
  }
  throw new Error('The work threw nothing.');
}
