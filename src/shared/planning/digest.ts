import { canonicalJson } from '../canonical-json.ts';
import type { TenantSpec } from './server-spec.ts';

/**
 * A short text that differs where two specifications of a tenant differ: 16 hexadecimal digits. A device
 * keeps it to know later whether what it saw applied is still what is wanted. No protection against
 * forgery, only against change.
 */
export function digest(spec: TenantSpec): string {
  const text = canonicalJson({
    tenantId: spec.tenantId,
    key: spec.key,
    generation: spec.generation,
    state: spec.state,
    databases: spec.databases.map(({ name, q, security, designs }) => ({
      name,
      q,
      admins: { ...security.admins },
      members: { ...security.members },
      marker: security.mycouch === undefined ? null : { ...security.mycouch },
      designs: designs.map(({ id, body }) => ({ id, version: body.mycouch.version })),
    })),
    users: spec.users.map(({ username, roles, credentialId }) => ({
      username,
      roles,
      credentialId,
    })),
  });
  return hash(text, 0x811c9dc5) + hash(text, 0x2d358dcc);
}

/** FNV-1a over UTF-16 code units, with a final mix; 8 hexadecimal digits. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return ((value ^ (value >>> 15)) >>> 0).toString(16).padStart(8, '0');
}
