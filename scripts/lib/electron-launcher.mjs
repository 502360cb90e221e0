/**
 * The start page of a bare Electron: `electron [-r module] <folder with package.json> [arguments]`. The
 * fallback runtime comes without one. It runs inside Electron, packed as `default_app.asar`.
 */
export const launcher = {
  'package.json': JSON.stringify({ name: 'electron-launcher', type: 'module', main: 'main.js' }),
  'main.js': `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const required = [];
let folder = null;
const given = process.argv.slice(1);
while (given.length > 0 && folder === null) {
  const argument = given.shift();
  if (argument === '--version' || argument === '-v') {
    console.log('v' + process.versions.electron);
    process.exit(0);
  } else if (argument === '-r' || argument === '--require') {
    required.push(given.shift());
  } else if (!argument.startsWith('-')) {
    folder = resolve(argument);
  }
}
if (folder === null) {
  console.error('usage: electron [-r module] <folder of an app> [arguments]');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });
const require = createRequire(join(folder, 'package.json'));
for (const module of required) require(module);
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
app.setDesktopName(manifest.desktopName ?? app.getName() + '.desktop');
app.setAppPath(folder);
await import(pathToFileURL(join(folder, manifest.main)).href);
`,
};
