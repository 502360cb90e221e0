import { app } from 'electron';
import { linkScheme } from '../../shared/links/deep-link.ts';
import type { Console } from '../console/ports.ts';
import { linkIn } from './shell-arguments.ts';

/**
 * Passes on every link that the system opens with the console: the one it was started with, those of second
 * starts, and macOS's events. Must run before the app is ready. `onLink` brings the window forward.
 */
export function followLinks(
  first: string | null,
  ready: Promise<Console>,
  onLink: () => void,
): void {
  const open = (link: string): void => {
    ready.then(
      (console) => {
        console.openLink(link);
      },
      () => undefined,
    );
  };
  if (first !== null) open(first);
  app.on('second-instance', (_event, argv) => {
    const link = linkIn(argv);
    if (link !== null) open(link);
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    open(link);
    if (app.isReady()) onLink();
  });
  // A checkout is not what the system should start for links from now on.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
}
