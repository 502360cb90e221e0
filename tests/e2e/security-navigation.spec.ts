import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningConsole } from './support/launch.ts';
import { expect, refusals, test } from './support/security-test.ts';

const home = 'app://console/index.html';

/** Ways out of the page. Each must be refused, and heard to be: by the console's log or by Chromium. */
const escapes: Readonly<Record<string, string>> = {
  'location to a web site': `location.href = TRAP + '/a'`,
  'location to a file': `location.href = 'file:///etc/passwd'`,
  'location to another host of the scheme': `location.href = 'app://other/index.html'`,
  'location to another page of the console': `location.href = '/assets/'`,
  'location to data:': `location.href = 'data:text/html,x'`,
  'a frame with a file': `const f = document.createElement('iframe'); f.src = 'file:///etc/passwd'; document.body.append(f)`,
  'location.replace': `location.replace(TRAP + '/b')`,
  'location.reload': `location.reload()`,
  'a link': `const a = document.createElement('a'); a.href = TRAP + '/c'; document.body.append(a); a.click()`,
  'a link in a new window': `const a = document.createElement('a'); a.href = TRAP + '/d'; a.target = '_blank'; document.body.append(a); a.click()`,
  'a link with opener': `const a = document.createElement('a'); a.href = TRAP + '/e'; a.target = '_blank'; a.rel = 'opener'; document.body.append(a); a.click()`,
  'a download': `const a = document.createElement('a'); a.href = TRAP + '/f'; a.download = 'x.exe'; document.body.append(a); a.click()`,
  'a meta refresh': `const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=' + TRAP + '/g'; document.head.append(m)`,
  'window.open': `window.open(TRAP + '/h')`,
  'window.open of the own page': `window.open('/index.html')`,
  'window.open of nothing': `window.open('about:blank')`,
  'window.open of a program': `window.open('ms-calculator:')`,
};

async function stillAtHome({ app, page }: RunningConsole): Promise<void> {
  expect(page.url()).toBe(home);
  const found: unknown = await page.evaluate('window.mark');
  expect(found).toBe('untouched');
  const windows = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => contents.getURL()),
  );
  expect(windows).toEqual([home]);
}

async function mark({ page }: RunningConsole): Promise<void> {
  await page.evaluate(() => {
    Reflect.set(window, 'mark', 'untouched');
  });
}

test('no way leads out of the page', async ({ opened, trap }) => {
  await mark(opened);
  let refusedByChromium = 0;
  opened.page.on('console', (message) => {
    if (message.text().startsWith('Not allowed to ')) refusedByChromium += 1;
  });
  const heard = async (): Promise<number> => (await refusals(opened)) + refusedByChromium;
  for (const [what, code] of Object.entries(escapes)) {
    await test.step(what, async () => {
      const before = await heard();
      await opened.page.evaluate(
        `setTimeout(() => { const TRAP = ${JSON.stringify(trap.url)}; ${code}; })`,
      );
      await expect.poll(heard).toBeGreaterThan(before);
      await stillAtHome(opened);
    });
  }
  expect(trap.visits()).toEqual([]);
});

test('a middle click opens nothing', async ({ opened, trap }) => {
  await mark(opened);
  await opened.page.evaluate((address) => {
    const link = document.createElement('a');
    link.href = address;
    link.id = 'way-out';
    link.textContent = 'way out';
    link.style.cssText = 'position:fixed;top:0;left:0;z-index:99999;background:#fff';
    document.body.append(link);
  }, trap.url);
  for (const options of [
    { button: 'middle' },
    { modifiers: ['Control'] },
    { modifiers: ['Shift'] },
  ] as const) {
    const before = await refusals(opened);
    await opened.page.locator('#way-out').click({
      ...('button' in options ? { button: options.button } : { modifiers: [...options.modifiers] }),
    });
    await expect.poll(() => refusals(opened)).toBeGreaterThan(before);
    await stillAtHome(opened);
  }
  expect(trap.visits()).toEqual([]);
});

test('history leads nowhere', async ({ opened }) => {
  await mark(opened);
  expect(
    await opened.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => [
        window.webContents.navigationHistory.canGoBack(),
        window.webContents.navigationHistory.canGoForward(),
      ]),
    ),
  ).toEqual([[false, false]]);
  await opened.page.evaluate(() => {
    history.back();
    history.go(-5);
    history.forward();
  });
  await stillAtHome(opened);
});

test('a file dropped on the window is not opened', async ({ opened }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-drop-'));
  try {
    const file = join(folder, 'dropped.html');
    await writeFile(file, '<title>dropped</title>');
    await mark(opened);
    await opened.page.evaluate(() => {
      Reflect.set(window, 'dropped', false);
      window.addEventListener('dragover', (event) => {
        // Without this a page takes no drop, and nothing would be tried.
        if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      });
    });
    const inspector = await opened.page.context().newCDPSession(opened.page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await inspector.send('Input.dispatchDragEvent', {
        type,
        x: 300,
        y: 300,
        data: { items: [], files: [file], dragOperationsMask: 1 },
      });
    }
    await stillAtHome(opened);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('a webview is not attached', async ({ opened, trap }) => {
  await mark(opened);
  await opened.page.evaluate((address) => {
    const view = document.createElement('webview');
    view.setAttribute('src', address);
    document.body.append(view);
  }, trap.url);
  await stillAtHome(opened);
  expect(trap.visits()).toEqual([]);
});

test('no session asks the network for anything, even where the policy would let it', async ({
  opened,
  trap,
}) => {
  const outcomes = await opened.app.evaluate(async ({ session }, address) => {
    const own = session.fromPartition('console', { cache: false });
    const later = session.fromPartition('made-later');
    return Promise.all(
      [own, session.defaultSession, later].map((each) =>
        each.fetch(`${address}/direct`).then(
          () => 'reached',
          () => 'refused',
        ),
      ),
    );
  }, trap.url);
  expect(outcomes).toEqual(['refused', 'refused', 'refused']);
  expect(trap.visits()).toEqual([]);
});

test('no permission is granted', async ({ opened }) => {
  const answers = await opened.page.evaluate(async () => {
    const name = (error: unknown): string => (error instanceof Error ? error.name : 'Error');
    const asked = [
      'notifications',
      'geolocation',
      'camera',
      'microphone',
      'midi',
      'clipboard-read',
    ];
    const states: Record<string, string> = {};
    for (const permission of asked) {
      // Not all of them are in the type of the names, so the name is put in afterwards.
      const descriptor: PermissionDescriptor = { name: 'notifications' };
      Reflect.set(descriptor, 'name', permission);
      states[permission] = (await navigator.permissions.query(descriptor)).state;
    }
    return {
      states,
      notification: await Notification.requestPermission(),
      media: await navigator.mediaDevices
        .getUserMedia({ audio: true, video: true })
        .then(() => 'granted', name),
      screen: await navigator.mediaDevices.getDisplayMedia().then(() => 'granted', name),
      clipboard: await navigator.clipboard.readText().then(() => 'granted', name),
      position: await new Promise<string>((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => {
            resolve('granted');
          },
          () => {
            resolve('refused');
          },
        );
      }),
    };
  });
  expect(Object.values(answers.states)).not.toContain('granted');
  expect(Object.values(answers.states)).not.toContain('prompt');
  expect(answers.notification).toBe('denied');
  expect(answers.media).not.toBe('granted');
  expect(answers.screen).not.toBe('granted');
  expect(answers.clipboard).toBe('NotAllowedError');
  expect(answers.position).toBe('refused');
});

test('the scheme serves nothing but the files of the window', async ({ opened }) => {
  const statuses = await opened.app.evaluate(async ({ session }) => {
    const own = session.fromPartition('console', { cache: false });
    const paths = [
      '../package.json',
      '../../package.json',
      'assets/../../../package.json',
      '%2e%2e/package.json',
      '%2e%2e%2fpackage.json',
      '..%2f..%2fpackage.json',
      '..%5cpackage.json',
      '..\\package.json',
      '....//package.json',
      '/package.json',
      '//etc/passwd',
      'index.html%00',
      '%00',
      'index.html%00.js',
      'index.html/',
      'assets/',
      'main.tsx',
    ];
    const answers: Record<string, number> = {};
    for (const path of paths) answers[path] = (await own.fetch(`app://console/${path}`)).status;
    const foreign = await own.fetch('app://other/index.html').then(
      (answer) => answer.status,
      () => 0,
    );
    const post = await own.fetch('app://console/index.html', { method: 'POST' });
    return { answers, foreign, post: post.status };
  });
  expect([...new Set(Object.values(statuses.answers))]).toEqual([404]);
  expect([0, 404]).toContain(statuses.foreign);
  expect(statuses.post).toBe(404);
});
