import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The checkout this script lies in. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** @param {string[]} parts */
export const inRoot = (...parts) => join(root, ...parts);

/** What set-up and tests remember between runs; removing it is always safe. */
export const cache = inRoot('.cache');

export const isRoot = process.getuid?.() === 0;
