import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot, isRoot, root } from './paths.mjs';
import { SetupError, run, runBeside } from './run.mjs';
import { bringBack, readableCheckout } from './staging.mjs';

/** Chromium's sandbox does not run as root; this account has nothing and may nothing. */
const unprivileged = 'nobody';

/** Passed on into the session; everything else of the environment stays outside. */
const passed = ['PATH', 'LANG', 'TZ', 'CI', 'COUCHDB_URL', 'MYCOUCH_BENCH'];

/** @param {string} user */
function idsOf(user) {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(run('id', [flag, user], { quiet: true }).output),
  );
  if (uid === undefined || gid === undefined || Number.isNaN(uid + gid)) {
    throw new SetupError(`there is no user ${user} to run the window as`);
  }
  return { uid, gid };
}

/**
 * @param {string} folder
 * @param {{ uid: number, gid: number } | null} owner
 */
function privateFolder(folder, owner) {
  mkdirSync(folder, { mode: 0o700 });
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

/** Windows side by side; each has a screen of its own, since the focus of a screen belongs to one window. */
const screensOfTests = 3;

/**
 * Runs Playwright in a session of its own: virtual screens, a D-Bus session and a keyring on Linux, an
 * empty home folder, an unprivileged user where this is root. All of it is gone afterwards; what is kept
 * is in `test-results`.
 * @param {readonly string[]} args for `playwright test`
 * @param {{ electron: string }} runtime
 * @param {string | null} screens where screenshots go when all went well; otherwise beside the results
 * @param {boolean} every whether every screen is photographed, and not only the tour's
 * @returns {Promise<number>} exit code
 */
export async function playwrightInSession(args, { electron }, screens = null, every = false) {
  const results = inRoot('test-results');
  rmSync(results, { recursive: true, force: true });
  const work = mkdtempSync(join(tmpdir(), 'mycouch-e2e-'));
  try {
    chmodSync(work, 0o755);
    const owner = isRoot ? idsOf(unprivileged) : null;
    const checkout = owner === null ? root : readableCheckout(unprivileged, work);
    const home = privateFolder(join(work, 'home'), owner);
    const left = privateFolder(join(work, 'left'), owner);
    const taken = privateFolder(join(work, 'screens'), owner);
    const env = {
      ...Object.fromEntries(
        passed.flatMap((name) => {
          const value = process.env[name];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      TMPDIR: privateFolder(join(work, 'tmp'), owner),
      XDG_RUNTIME_DIR: privateFolder(join(work, 'runtime'), owner),
      ELECTRON_OVERRIDE_DIST_PATH: electron.replace(root, checkout),
      // The page in words, kept with each failure, would keep the secrets it shows.
      PLAYWRIGHT_NO_COPY_PROMPT: '1',
      // A CouchDB of the tests' own hashes quickly; nothing here is about how it hashes.
      MYCOUCH_TEST_HASH_ROUNDS: '1000',
      MYCOUCH_E2E_RESULTS: left,
      MYCOUCH_E2E_SCREENS: taken,
      ...(every ? { MYCOUCH_E2E_EVERY_SCREEN: taken } : {}),
    };
    const { code } = await runBeside(...command(checkout, home, args), { cwd: checkout, env });
    bringBack(left, results);
    bringBack(taken, code === 0 && screens !== null ? screens : join(results, 'screens'));
    return code;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} checkout
 * @param {string} home `runuser` would put the account's own in its place
 * @param {readonly string[]} args for `playwright test`
 * @returns {[string, string[]]}
 */
function command(checkout, home, args) {
  const cli = join(checkout, 'node_modules/@playwright/test/cli.js');
  if (process.platform !== 'linux') return [process.execPath, [cli, 'test', ...args]];
  for (const tool of [
    '/usr/bin/xvfb-run',
    '/usr/bin/dbus-run-session',
    '/usr/bin/gnome-keyring-daemon',
  ]) {
    if (!existsSync(tool))
      throw new SetupError(`${tool} is missing; set-up has told how to get it`);
  }
  const script = (/** @type {string} */ name) => ['bash', join(checkout, 'scripts/lib', name)];
  // Each inside the one before; far apart, so that none looks for a free number where another does.
  const screens = Array.from({ length: screensOfTests }, (_, index) => [
    ...['xvfb-run', '-a', '-n', String(100 + index * 40)],
    ...['-s', '-screen 0 1440x900x24 -nolisten tcp', ...script('remember-screen.sh')],
  ]).flat();
  const words = [
    ...['dbus-run-session', '--', ...screens, ...script('keyring-session.sh')],
    ...[process.execPath, cli, 'test', ...args],
  ];
  return isRoot
    ? ['runuser', ['-u', unprivileged, '--', 'env', `HOME=${home}`, ...words]]
    : [words[0] ?? '', words.slice(1)];
}
