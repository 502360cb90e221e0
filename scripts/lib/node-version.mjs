import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { SetupError } from './run.mjs';

/** Refuses a Node that is older than package.json allows. */
export function checkNode() {
  /** @type {{ engines: { node: string } }} */
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const wanted = manifest.engines.node.replace(/^>=/, '');
  const number = (/** @type {string} */ version) =>
    version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
  if (number(process.versions.node) < number(wanted)) {
    throw new SetupError(
      `Node ${wanted} or later is needed; this is ${process.versions.node}. Get one from https://nodejs.org`,
    );
  }
}
