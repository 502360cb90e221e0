import { app, BrowserWindow, Notification } from 'electron';
import type { Logger } from 'pino';
import type { Notice } from '../../shared/notices/notice.ts';
import type { Console } from '../console/ports.ts';
import { systemClock } from '../console/system-clock.ts';
import { noticeWords } from './notice-words.ts';
import { watchNotices } from './notice-watch.ts';

/** Shows what needs somebody on the desktop. A click leads to its place; looking at the window ends it. */
export async function showNotices(
  console: Console,
  comeForward: () => void,
  log: Logger,
): Promise<void> {
  // Held here, or a click on one would be lost with its object.
  const shown = new Set<Notification>();
  const show = (notice: Notice): void => {
    if (!Notification.isSupported()) return;
    const { title, body, link } = noticeWords(notice);
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.once('click', () => {
      shown.delete(notification);
      console.openLink(link);
      comeForward();
    });
    notification.once('failed', (_event, error) => {
      shown.delete(notification);
      log.warn({ error }, 'a notification could not be shown');
    });
    notification.show();
  };
  const watch = await watchNotices({
    api: console.api,
    events: console.events,
    clock: systemClock,
    switches: console.notices,
    isFocused: () => BrowserWindow.getFocusedWindow() !== null,
    show,
  });
  app.on('browser-window-focus', () => {
    watch.looked();
    for (const notification of shown) notification.close();
    shown.clear();
  });
  app.once('will-quit', watch.close);
}
