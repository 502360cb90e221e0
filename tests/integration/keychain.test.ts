import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram, startProgram, type BuiltProgram } from '../support/run-program.ts';

function installed(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A session of its own with an unlocked keyring; both end with the program. */
const withKeyring = [
  'dbus-run-session',
  '--',
  'bash',
  '-c',
  'exec 3< <(echo); gnome-keyring-daemon --foreground --unlock --components=secrets <&3 >/dev/null 2>&1 & keyring=$!; ' +
    'for i in {1..200}; do dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q true && break; sleep 0.05; done; ' +
    '"$0" "$@"; code=$?; kill $keyring; exit $code',
];

let program: BuiltProgram;
let directory = '';

beforeAll(async () => {
  program = await buildProgram('keychain-user');
});
afterAll(() => program.remove());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-keychain-'));
  for (const name of ['home', 'runtime', 'data']) {
    await mkdir(join(directory, name), { mode: 0o700 });
  }
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function start(command: readonly string[] | undefined, env: NodeJS.ProcessEnv = {}) {
  const home = join(directory, 'home');
  return startProgram(program, [join(directory, 'data'), randomUUID()], {
    ...(command === undefined ? {} : { command }),
    env: {
      HOME: home,
      XDG_DATA_HOME: join(home, 'data'),
      XDG_RUNTIME_DIR: join(directory, 'runtime'),
      ...env,
    },
  });
}

describe.runIf(installed('dbus-run-session') && installed('gnome-keyring-daemon'))(
  'the keychain of a Linux session',
  () => {
    it('keeps credentials and opens the vault again, for this device alone', async () => {
      const user = start(withKeyring);
      await user.ended;
      expect(JSON.parse(user.lines[0] ?? 'null')).toEqual({
        first: { state: 'open', protection: 'keychain', problem: null },
        admin: 'admin-secret',
        account: 'account-secret',
        stranger: 'vault-locked',
      });
      expect(await readdir(join(directory, 'data'))).toEqual(['vault.sealed']);
      expect(await readFile(join(directory, 'data', 'vault.sealed'), 'utf8')).not.toContain(
        'secret"',
      );
    });
  },
);

describe.runIf(process.platform === 'linux')('a machine without a keychain', () => {
  it('says that it has none', async () => {
    const user = start(undefined, {
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
      DISPLAY: '',
    });
    await user.ended;
    expect(JSON.parse(user.lines[0] ?? 'null')).toMatchObject({
      first: { state: 'absent', problem: { code: 'keychain-absent' } },
    });
  });
});
