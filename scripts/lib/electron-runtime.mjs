import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fallbackVersion, installFallbackRuntime } from './fallback-runtime.mjs';
import { cache, inRoot, isRoot } from './paths.mjs';
import { SetupError, run, say } from './run.mjs';

const installed = inRoot('node_modules/electron');
const fallback = join(cache, 'electron', fallbackVersion);
const refusals = join(cache, 'electron/refused');

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : null);

/** @returns {string} */
const wantedVersion = () =>
  JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).version;

/** @param {string} version */
const officialIsThere = (version) =>
  read(join(installed, 'dist/version'))?.replace(/^v/, '') === version &&
  read(join(installed, 'path.txt')) !== null;

/** A network that drops packets would hold the real download for minutes; this asks first. */
async function downloadAnswers(/** @type {string} */ version) {
  const { env } = process;
  if ((env['ELECTRON_GET_USE_PROXY'] ?? env['npm_config_proxy'] ?? '') !== '') return true;
  const mirror =
    env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases/download/';
  const file = `v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`;
  try {
    const signal = AbortSignal.timeout(8000);
    const answer = await fetch(mirror + file, { method: 'HEAD', redirect: 'manual', signal });
    return answer.status < 400;
  } catch {
    return false;
  }
}

/** @param {string} version */
async function download(version) {
  if (!(await downloadAnswers(version))) return false;
  say(`downloading Electron ${version}`);
  const script = join(installed, 'install.js');
  const env = { ...process.env };
  delete env['ELECTRON_OVERRIDE_DIST_PATH'];
  return (
    run(process.execPath, [script], { quiet: true, timeout: 600_000, env }).ok &&
    officialIsThere(version)
  );
}

/** Chromium's sandbox helper works only as root's, with the set-user-id bit. */
function allowSandbox(/** @type {string} */ folder) {
  const helper = join(folder, 'chrome-sandbox');
  if (process.platform !== 'linux' || !existsSync(helper)) return;
  const { uid, mode } = statSync(helper);
  if (uid === 0 && (mode & 0o7777) === 0o4755) return;
  if (isRoot) {
    chownSync(helper, 0, 0);
    chmodSync(helper, 0o4755);
    return;
  }
  // Most desktops let Chromium make its sandbox from user namespaces; then the helper is not needed.
  const restricted =
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    read('/proc/sys/kernel/unprivileged_userns_clone') === '0';
  if (restricted) {
    say(
      `Chromium's sandbox is not allowed here yet. Run: sudo chown root ${helper} && sudo chmod 4755 ${helper}`,
    );
  }
}

/**
 * Finds or fetches the Electron of package.json; where its download is refused, the verified fallback.
 * A refusal is remembered until package.json names another version.
 * @returns {Promise<string>} the folder with the runtime (what ELECTRON_OVERRIDE_DIST_PATH takes)
 */
export async function electronRuntime() {
  const version = wantedVersion();
  const official = join(installed, 'dist');
  if (officialIsThere(version)) {
    allowSandbox(official);
    return official;
  }
  const refused = read(refusals) === version;
  if (!refused && (await download(version))) {
    allowSandbox(official);
    return official;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron ${version} could not be downloaded. Set ELECTRON_MIRROR to a place that has it, or allow github.com, and try again.`,
    );
  }
  if (read(join(fallback, 'version')) !== fallbackVersion) {
    say(`the download of Electron ${version} is refused here`);
    installFallbackRuntime(fallback);
  }
  if (!refused) {
    mkdirSync(join(cache, 'electron'), { recursive: true });
    writeFileSync(refusals, version);
    say(`using Electron ${fallbackVersion} (verified by its hashes) instead of ${version}`);
  }
  allowSandbox(fallback);
  return fallback;
}
