import { notifications } from '@mantine/notifications';
import { reportOf } from './bridge-error.ts';
import { errorWords } from './error-words.ts';

/**
 * Tells of a failure where nothing on screen is the place for it. It stays until it is closed, and the
 * same failure is there once, however often it comes.
 */
export function tellFailure(error: unknown): void {
  const report = reportOf(error);
  const { title, message, remedy } = errorWords(report);
  const told = `${message} ${remedy}`.trim();
  const id = `failure ${report.code} ${told}`;
  notifications.show({ id, title, message: told, color: 'red', autoClose: false });
}
