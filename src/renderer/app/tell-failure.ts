import { notifications } from '@mantine/notifications';
import { reportOf } from './bridge-error.ts';
import { errorWords } from './error-words.ts';

/** Tells of a failure where nothing on screen is the place for it. */
export function tellFailure(error: unknown): void {
  const { title, message, remedy } = errorWords(reportOf(error));
  notifications.show({ title, message: `${message} ${remedy}`.trim(), color: 'red' });
}
