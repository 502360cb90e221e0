import { readdirSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { playwrightInSession } from './window-session.mjs';

/**
 * Plays the guided tour and says which screenshots it left.
 * @param {{ electron: string }} runtime
 * @param {string} folder where they go, below the checkout
 * @param {boolean} every whether every screen is photographed in both themes, which takes minutes
 * @returns {Promise<number>} exit code
 */
export async function tour(runtime, folder, every = false) {
  const begun = Date.now();
  const screens = inRoot(folder);
  const specs = [
    'tour.spec.ts',
    ...(every ? ['accessibility.spec.ts', 'accessibility-server.spec.ts', 'gateway.spec.ts'] : []),
  ];
  const code = await playwrightInSession(specs, runtime, screens, every);
  const seconds = String(Math.round((Date.now() - begun) / 1000));
  if (code !== 0) {
    process.stderr.write(`tour: failed after ${seconds} s\n`);
    return code;
  }
  process.stdout.write(`tour: played in ${seconds} s; screenshots:\n`);
  for (const name of readdirSync(screens).sort()) {
    process.stdout.write(`  ${folder}/${name}\n`);
  }
  return 0;
}
