/**
 * `npm run dist [-- arguments of electron-builder]`: installers into `release`. Where the official Electron
 * could not be had, its helpers cannot either: then the unpacked application of this system is made.
 */
import { rmSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { SetupError, explained, runBeside } from './lib/run.mjs';
import { fallbackVersion } from './lib/fallback-runtime.mjs';
import { setup } from './setup.mjs';

await explained(async () => {
  const { electron } = await setup();
  const given = process.argv.slice(2);
  const official = electron.startsWith(inRoot('node_modules'));
  if (!official && given.length > 0) {
    throw new SetupError('without the official Electron only the unpacked application can be made');
  }
  const fallback = [
    ...['--linux', 'dir', `--config.electronDist=${electron}`],
    `--config.electronVersion=${fallbackVersion}`,
  ];
  const builder = inRoot('node_modules/electron-builder/cli.js');
  const args = [builder, '--publish', 'never', ...(official ? given : fallback)];
  const { code } = await runBeside(process.execPath, args);
  // The fallback's own launcher has no business in a finished application.
  rmSync(inRoot('release/linux-unpacked/resources/default_app.asar'), { force: true });
  return code;
});
