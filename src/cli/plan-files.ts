import { readTextFile } from './read-limited.ts';

/** What one call over the socket of a running console may carry. */
const sizeLimit = 100_000_000;

/** The text of a saved plan. Error: `invalid-input`. */
export function readPlanFile(path: string): Promise<string> {
  return readTextFile(path, {
    limit: sizeLimit,
    tooLarge: 'This is no plan of the console.',
    instead: 'Give a file that `mycouch plan --out FILE` has written.',
  });
}
