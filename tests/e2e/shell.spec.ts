import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { holdRegistry } from '../support/registry-bodies.ts';
import { createTenant } from './support/drive.ts';
import { expect, test } from './support/launch.ts';
import './support/bridge-type.ts';

const checkout = join(import.meta.dirname, '../..');
/** The package answers the path of its program. */
const electron = z.string().parse(createRequire(import.meta.url)('electron'));

/** Starts the console as a person would, without the inspector in between. */
async function start(args: readonly string[], until: 'exit' | RegExp) {
  const child = spawn(electron, [checkout, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  const heard = new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (until !== 'exit' && until.test(told)) resolve();
    });
  });
  const exited = once(child, 'exit');
  await Promise.race([heard, exited]);
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await exited;
  }
  return { told, code: child.exitCode };
}

test('a second start on the same data brings the first window forward and ends', async ({
  launch,
}) => {
  const { app, page, dataDir } = await launch();
  await expect(page.locator('#root')).not.toBeEmpty();
  const visible = (): Promise<boolean[]> =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    );
  await expect.poll(visible).toEqual([true]);
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.hide();
  });
  expect(await visible()).toEqual([false]);
  const { code } = await start(['--data', dataDir], 'exit');
  expect(code).toBe(0);
  await expect.poll(visible).toEqual([true]);
});

test('two data directories are two consoles', async ({ launch }) => {
  const [first, second] = [await launch(), await launch()];
  for (const { page } of [first, second]) await expect(page.locator('#root')).not.toBeEmpty();
});

test('the window comes back where it was', async ({ launch }) => {
  const first = await launch();
  await expect(first.page.locator('#root')).not.toBeEmpty();
  const wanted = { x: 120, y: 90, width: 1010, height: 690 };
  const bounds = async (app: typeof first.app): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
  await first.app.evaluate(({ BrowserWindow }, place) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(place);
  }, wanted);
  await expect.poll(() => bounds(first.app)).toEqual(wanted);
  await first.close();
  const saved: unknown = JSON.parse(await readFile(join(first.dataDir, 'window.json'), 'utf8'));
  expect(saved).toEqual({ bounds: wanted, maximized: false });

  const second = await launch({ dataDir: first.dataDir });
  await expect(second.page.locator('#root')).not.toBeEmpty();
  await expect.poll(() => bounds(second.app)).toEqual(wanted);
});

test('a broken window state is as none', async ({ launch }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-state-'));
  try {
    await writeFile(join(folder, 'window.json'), '{"bounds":{"x":"far"');
    const { page } = await launch({ dataDir: folder });
    await expect(page.locator('#root')).not.toBeEmpty();
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('a page that crashed comes back, and leaves no dump', async ({ launch }) => {
  const { app, page, dataDir } = await launch();
  await expect(page.locator('#root')).not.toBeEmpty();
  const gone = page.waitForEvent('crash');
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await gone;
  const drawn = (): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'document.getElementById("root")?.childElementCount > 0',
      ),
    );
  await expect.poll(drawn).toBe(true);
  const files = await readdir(join(dataDir, 'profile/crash-dumps'), { recursive: true });
  expect(files.filter((file) => file.endsWith('.dmp'))).toEqual([]);
});

test('everything is for the owner alone', async ({ launch }) => {
  const { page, dataDir } = await launch({
    dataDir: await mkdtemp(join(tmpdir(), 'mycouch-own-')),
  });
  await expect(page.locator('#root')).not.toBeEmpty();
  for (const folder of ['.', 'profile', 'logs', 'registry']) {
    expect((await stat(join(dataDir, folder))).mode & 0o077, folder).toBe(0);
  }
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('a start that cannot succeed says why and what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-refused-'));
  try {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { told } = await start(['--data', join(file, 'below')], /\[storage-failed\]/);
    expect(told).toContain('mycouch-console: The data directory is not a directory.');
    expect(told).toContain('--data DIR');
    const missing = await start(['--data', ''], /\[invalid-input\]/);
    expect(missing.told).toContain('--data needs a directory.');
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('data that another program holds is named, and left alone', async ({ launch }) => {
  const opened = await launch();
  const { page, dataDir } = opened;
  await expect(page.locator('#root')).not.toBeEmpty();
  await opened.close();
  const registry = await holdRegistry(join(dataDir, 'registry'));
  try {
    const { told } = await start(['--data', dataDir], /\[data-in-use\]/);
    expect(told).toContain('[data-in-use]');
  } finally {
    await registry.release();
  }
});

test('on a first run with --practice the console connects by itself, once', async ({ launch }) => {
  const first = await launch({ args: ['--practice'] });
  const connected = async ({ page }: typeof first): Promise<unknown> =>
    page.evaluate(async () => {
      const answer = await window.mycouch.connection.current();
      return answer.ok ? (answer.value?.practice ?? null) : answer.error.code;
    });
  await expect.poll(() => connected(first)).toBe(true);
  await first.page.evaluate(() => window.mycouch.connection.forget());
  await expect.poll(() => connected(first)).toBe(null);
  await first.close();

  // Not a first run any more: what was decided stays.
  const second = await launch({ dataDir: first.dataDir, args: ['--practice'] });
  await expect(second.page.locator('#root')).not.toBeEmpty();
  const state = await second.page.evaluate(() => window.mycouch.app.state());
  expect(state).toMatchObject({ ok: true, value: { firstRun: false } });
  expect(await connected(second)).toBe(null);
});

test('U2 I7: a link leads to its place from a second start and from the first, and nonsense leads nowhere', async ({
  launch,
}) => {
  const first = await launch();
  // Opened while nothing can be shown yet: it waits.
  const { code } = await start(['--data', first.dataDir, 'mycouch://activity'], 'exit');
  expect(code).toBe(0);
  await first.page.getByRole('button', { name: 'Work offline for now' }).click();
  const heading = (name: string) =>
    first.page.getByRole('heading', { name, exact: true, level: 1 });
  await expect(heading('Activity')).toBeVisible();
  await first.page.keyboard.press('ControlOrMeta+2');
  await createTenant(first.page, { name: 'Müller', key: 'muller' });
  await first.page.keyboard.press('ControlOrMeta+1');
  await expect(heading('Overview')).toBeVisible();

  await start(['--data', first.dataDir, 'mycouch://tenant/muller/people'], 'exit');
  const pane = first.page.getByRole('complementary', { name: 'Tenant Müller' });
  await expect(pane.getByRole('tab', { name: 'People' })).toHaveAttribute('aria-selected', 'true');

  // Neither leads anywhere, does anything or takes an option along.
  for (const [link, said] of [
    ['mycouch://tenant/muller/remove', 'It names no place of this console.'],
    ['mycouch://tenant/nobody', 'There is no tenant nobody here.'],
  ] as const) {
    await start(['--data', first.dataDir, link, '--data', '/nowhere'], 'exit');
    await expect(first.page.getByText(said)).toBeVisible();
  }
  await expect(pane).toBeVisible();

  // A form that is open is not left without being asked.
  await pane.getByRole('button', { name: 'Edit', exact: true }).click();
  const form = first.page.getByRole('dialog', { name: 'Edit tenant' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Typed');
  await start(['--data', first.dataDir, 'mycouch://plan'], 'exit');
  await expect(first.page.getByText('A link was opened')).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveValue('Typed');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await first.page.getByRole('button', { name: 'Follow the link' }).click();
  await expect(heading('Plan')).toBeVisible();
  await first.close();

  const second = await launch({ dataDir: first.dataDir, args: ['mycouch://settings'] });
  await expect(
    second.page.getByRole('heading', { name: 'Settings', exact: true, level: 1 }),
  ).toBeVisible();
});
