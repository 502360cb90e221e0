/**
 * `npm start`: sets up what is missing and opens the console. On a first run the console connects itself
 * to the practice server (`--practice`; without effect once there is a connection). Further arguments go
 * to the console: `npm start -- --data DIR`.
 *
 * Without a display the guided tour is played under a virtual one instead; its screenshots go to `screens`,
 * which git ignores.
 */
import { join } from 'node:path';
import { isRoot, root } from './lib/paths.mjs';
import { SetupError, explained, runBeside } from './lib/run.mjs';
import { tour } from './lib/tour.mjs';
import { setup } from './setup.mjs';

const { platform, env } = process;
const binaries = new Map([
  ['darwin', 'Electron.app/Contents/MacOS/Electron'],
  ['win32', 'electron.exe'],
]);

const hasDisplay = () =>
  platform !== 'linux' || (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';

await explained(async () => {
  const runtime = await setup();
  if (!hasDisplay()) {
    process.stdout.write('start: no display here; playing the guided tour under a virtual one\n');
    return tour(runtime, 'screens');
  }
  if (platform === 'linux' && isRoot) {
    throw new SetupError(
      'as root the window would run without its sandbox. Start it as a normal user, or without DISPLAY for the guided tour.',
    );
  }
  const binary = join(runtime.electron, binaries.get(platform) ?? 'electron');
  const clean = { ...env };
  delete clean['ELECTRON_RUN_AS_NODE'];
  const args = [root, '--practice', ...process.argv.slice(2)];
  return (await runBeside(binary, args, { env: clean })).code;
});
