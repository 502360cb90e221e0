import { hash } from 'node:crypto';

/**
 * The id of a person's own tenant: it follows from who they are, so that two gateways at which they sign in
 * for the first time at once make the same one.
 */
export function personalTenantId(userId: string): string {
  const text = hash('sha256', `personal tenant of ${userId}`, 'hex');
  // RFC 9562: version 8 is for ids of one's own making; the variant is 10 in binary.
  return [
    text.slice(0, 8),
    text.slice(8, 12),
    `8${text.slice(12, 15)}`,
    `a${text.slice(15, 18)}`,
    text.slice(18, 30),
  ].join('-');
}

/** Its key; nobody else's is the same. */
export function personalTenantKey(tenantId: string): string {
  return `p-${tenantId.replaceAll('-', '')}`;
}

/** A key for a tenant that somebody gave a name: as much of the name as a key can have, and of its id. */
export function keyOfName(name: string, tenantId: string): string {
  const readable = name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 20)
    .replace(/-+$/, '');
  return `${readable === '' ? 'team' : readable}-${tenantId.replaceAll('-', '').slice(0, 12)}`;
}
