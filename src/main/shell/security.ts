import { app, shell, session as sessions, type Session, type WebContents } from 'electron';
import type { Logger } from 'pino';
import { mayKeep, mayLoad, mayOpenExternally } from './allow-lists.ts';

/** The session of the window. It lives in memory, so that nothing a page ever held reaches the disk. */
export function createWindowSession(): Session {
  return sessions.fromPartition('console', { cache: false });
}

/**
 * Lets a session do nothing but load the console's own files: no permission, no device, no network,
 * no program of another scheme, no download but of a plan or list that somebody asked to keep.
 */
function restrict(session: Session, log: Logger): void {
  const developing = !app.isPackaged;
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn({ permission }, 'a permission was asked for and refused');
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer({});
  });
  session.setSpellCheckerEnabled(false);
  // The window has no business with TLS; main checks certificates with Node's own rules.
  session.setCertificateVerifyProc((_request, answer) => {
    answer(-2);
  });
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed = mayLoad(details.url, developing);
    if (!allowed) log.warn({ resource: details.resourceType }, 'a foreign address was refused');
    answer({ cancel: !allowed });
  });
  session.on('will-download', (event, item) => {
    const fileName = item.getFilename();
    const kept = { address: item.getURL(), fileName, byPerson: item.hasUserGesture() };
    // The system asks the operator where to put it; without that answer nothing is written.
    if (mayKeep(kept)) {
      item.setSaveDialogOptions({ defaultPath: fileName });
      return;
    }
    event.preventDefault();
    log.warn({}, 'a download was refused');
  });
}

/**
 * Restricts every session there ever is, the default one too, and refuses for every web contents to go
 * elsewhere, open windows or attach others. Must run before the app is ready.
 */
export function guardEverything(log: Logger): void {
  app.on('session-created', (session) => {
    restrict(session, log);
  });
  app.on('web-contents-created', (_event, contents) => {
    guard(contents, log);
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault();
    answer();
  });
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault();
    answer();
  });
}

function guard(contents: WebContents, log: Logger): void {
  const refuse = (what: string) => (event: { readonly preventDefault: () => void }) => {
    event.preventDefault();
    log.warn({}, `${what} was refused`);
  };
  contents.on('will-navigate', refuse('a navigation'));
  contents.on('will-frame-navigate', refuse('a navigation of a frame'));
  contents.on('will-redirect', refuse('a redirect'));
  contents.on('will-attach-webview', refuse('a webview'));
  contents.on('select-bluetooth-device', refuse('a Bluetooth device'));
  // A page must not be able to keep the console from quitting; preventing means: leave anyway.
  contents.on('will-prevent-unload', refuse('staying open'));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenExternally(url)) {
      shell.openExternal(url).catch((error: unknown) => {
        log.error({ error }, 'the browser could not be opened');
      });
    } else {
      log.warn({}, 'a new window was refused');
    }
    return { action: 'deny' };
  });
}
