import { existsSync } from 'node:fs';
import { isRoot } from './paths.mjs';
import { SetupError, run, say } from './run.mjs';

/** Alternatives in one entry: newer releases renamed some libraries. */
const groups = {
  building: ['libsecret-1-dev', 'pkg-config', 'make', 'g++', 'python3'],
  window: [
    'xvfb',
    'xauth',
    'libgtk-3-0|libgtk-3-0t64',
    'libnss3',
    'libnspr4',
    'libasound2|libasound2t64',
    'libgbm1',
    'libdrm2',
    'libatk-bridge2.0-0|libatk-bridge2.0-0t64',
    'libatspi2.0-0|libatspi2.0-0t64',
    'libcups2|libcups2t64',
    'libxkbcommon0',
    'libxcomposite1',
    'libxdamage1',
    'libxfixes3',
    'libxrandr2',
    'fonts-noto-core',
  ],
  keyring: ['dbus-x11', 'gnome-keyring', 'libsecret-1-0'],
};

const quietly = { quiet: true };

/** @returns {Set<string>} */
function installedPackages() {
  const listed = run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}${Package}\n'], quietly);
  return new Set(
    listed.output
      .split('\n')
      .filter((line) => line.startsWith('ii'))
      .map((line) => line.slice(2).trim()),
  );
}

/** @param {string} entry */
const nameHere = (entry) => {
  const names = entry.split('|');
  return names.find((name) => run('apt-cache', ['show', name], quietly).ok) ?? names[0] ?? entry;
};

/**
 * Has Debian's libraries for building keytar, for the window and for a keyring without a desktop:
 * installed here when root, otherwise the one command is printed and set-up goes on.
 */
export function installDebianPackages() {
  if (process.platform !== 'linux') return;
  if (!existsSync('/usr/bin/dpkg-query')) {
    if (!existsSync('/etc/debian_version')) {
      say('not Debian: libsecret headers, GTK 3, NSS, Xvfb and gnome-keyring have to be there');
    }
    return;
  }
  const installed = installedPackages();
  const missing = Object.values(groups)
    .flat()
    .filter((entry) => !entry.split('|').some((name) => installed.has(name)));
  if (missing.length === 0) return;
  if (!isRoot) {
    const names = missing.map(nameHere).join(' ');
    say(`system packages are missing. Run: sudo apt-get install -y ${names}`);
    return;
  }
  say(`installing ${String(missing.length)} system packages`);
  const apt = ['-o', 'DPkg::Lock::Timeout=600', '-qq', '-y', '--no-install-recommends'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    run('apt-get', [...apt, 'install', ...missing.map(nameHere)], { ...quietly, env });
  if (install().ok) return;
  run('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-qq', 'update'], { ...quietly, env });
  const second = install();
  if (!second.ok) {
    throw new SetupError(`system packages could not be installed:\n${second.output.trim()}`);
  }
}
