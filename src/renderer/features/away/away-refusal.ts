import { reportOf } from '../../app/bridge-error.ts';

/** Whether applying was refused because nobody has looked at what met while this device was away. */
export function isAwayRefusal(error: unknown): boolean {
  const { code, details } = reportOf(error);
  return code === 'confirmation-needed' && details['because'] === 'catch-up';
}
