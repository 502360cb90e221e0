import { notifications } from '@mantine/notifications';

interface Tone {
  readonly title?: string;
  readonly color?: 'teal' | 'yellow' | 'gray';
}

/**
 * Tells of what went as asked, where nothing on screen shows it. It goes by itself, and is there once
 * however often the same is told meanwhile.
 */
export function tell(message: string, { title, color = 'teal' }: Tone = {}): void {
  const id = `told ${title ?? ''} ${message}`;
  notifications.show({ id, message, color, ...(title === undefined ? {} : { title }) });
}
