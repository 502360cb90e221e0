import { longestTokenLife } from '../keys/token-life.ts';
import type { TokenFacts } from './token-facts.ts';

/** What is wrong with a token that a gateway gave for an API key. */
export const tokenConcerns = [
  'administrator',
  'other-issuer',
  'other-key',
  'other-tenant',
  'older-epoch',
  'wider',
  'long-lived',
  'unknown-signer',
  'retired-signer',
] as const;
export type TokenConcern = (typeof tokenConcerns)[number];

/**
 * Compares what a token says with what the key may be given.
 * @param expected.gateway the address that was asked
 * @param expected.key null where the registry does not know the key
 */
export function concernsOf(
  facts: TokenFacts,
  expected: {
    readonly gateway: string;
    readonly keyId: string;
    readonly key: {
      readonly tenantId: string;
      readonly epoch: number;
      readonly access: 'read' | 'write';
      readonly databases: readonly string[] | null;
    } | null;
    /** Where its signing key stands in the registry; null: there is none. */
    readonly signer: 'next' | 'active' | 'retiring' | 'retired' | null;
  },
): readonly TokenConcern[] {
  const { key } = expected;
  const found: TokenConcern[] = [];
  if (facts.roles.includes('_admin')) found.push('administrator');
  if (facts.issuer !== expected.gateway) found.push('other-issuer');
  if (facts.keyId !== expected.keyId) found.push('other-key');
  if (key !== null && facts.tenantId !== key.tenantId) found.push('other-tenant');
  if (key !== null && facts.epoch !== null && facts.epoch < key.epoch) found.push('older-epoch');
  if (key !== null && isWider(facts, key)) found.push('wider');
  const life = Date.parse(facts.expiresAt) - Date.parse(facts.issuedAt);
  if (life > longestTokenLife) found.push('long-lived');
  if (expected.signer === null) found.push('unknown-signer');
  if (expected.signer === 'retired') found.push('retired-signer');
  return found;
}

function isWider(
  { access, databases }: TokenFacts,
  key: { readonly access: 'read' | 'write'; readonly databases: readonly string[] | null },
): boolean {
  if (key.access === 'read' && access !== 'read') return true;
  const { databases: allowed } = key;
  return allowed !== null && (databases?.some((name) => !allowed.includes(name)) ?? true);
}
