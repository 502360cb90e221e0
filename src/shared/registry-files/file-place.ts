import { z } from 'zod';

/** Says that a directory is an exported registry, and in which form. */
export const manifestPath = 'mycouch.json';
export const manifestSchema = z.looseObject({
  format: z.literal('mycouch-registry'),
  version: z.number().int().min(1),
});
/** Raised when an older console could misread the files. */
export const manifest = { format: 'mycouch-registry', version: 1 } as const;

/** The kinds of document that stand in files; people, keys, the lease and the audit log do not. */
export const fileKinds = ['tenant', 'account', 'override', 'server', 'blueprint'] as const;
export type FileKind = (typeof fileKinds)[number];

const part = '[a-z0-9=_~-]{1,160}';
const places: readonly (readonly [FileKind, RegExp])[] = [
  ['tenant', new RegExp(`^tenants/${part}/tenant\\.json$`, 'u')],
  ['account', new RegExp(`^tenants/${part}/accounts/${part}\\.json$`, 'u')],
  ['override', new RegExp(`^tenants/${part}/overrides/${part}\\.json$`, 'u')],
  ['server', new RegExp(`^servers/${part}\\.json$`, 'u')],
  ['blueprint', new RegExp(`^blueprints/${part}\\.json$`, 'u')],
];

/** The folders that documents stand in; whatever else lies beside them is nobody's business here. */
export const folders = ['tenants', 'servers', 'blueprints'] as const;

/** What stands at a path, by its shape alone; null where no document has its place there. */
export function kindAt(path: string): FileKind | null {
  return places.find(([, shape]) => shape.test(path))?.[0] ?? null;
}

const nameLimit = 100;
/** Names that Windows keeps for devices. */
const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/u;

/**
 * A name as part of a path on every file system, those that know no case too: small letters, digits, `-`
 * and `_` stand for themselves, every other byte as `=` and its hexadecimal digits. Two names have two
 * texts, but for very long ones, which are cut and then end with `~`.
 */
export function fileName(name: string): string {
  const safe = [...new TextEncoder().encode(name)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[a-z0-9_-]/u.test(character) ? character : `=${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  if (safe.length > nameLimit) return `${safe.slice(0, nameLimit)}~`;
  return safe === '' || devices.test(safe) ? `${safe}~` : safe;
}
