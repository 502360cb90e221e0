import { describe, expect, it } from 'vitest';
import { parseRegistryDocument } from '../../../../src/shared/documents/registry-document.ts';
import {
  revokedTokenDocumentId,
  revokedTokenOfId,
} from '../../../../src/shared/documents/revoked-token.ts';
import { createRegistryMemory } from '../../../../src/shared/registry/registry-memory.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';

const at = '2026-03-01T10:00:00.000Z';
const stamps = { createdAt: at, createdBy: 'gw', updatedAt: at, updatedBy: 'gw' };
const key = {
  _id: 'signingkey_abc-1',
  type: 'signing_key',
  kid: 'abc-1',
  gateway: 'gw-a',
  alg: 'ES256',
  public_key: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
  state: 'next',
  activatedAt: null,
  retiringAt: null,
  retiredAt: null,
  ...stamps,
};
const jti = '00000000-0000-4000-8000-000000000001';
const end = '2026-03-01T10:30:05.000Z';
const token = {
  _id: `revokedtoken_20260301T103005Z_${jti}`,
  type: 'revoked_token',
  jti,
  expiresAt: end,
  tenant_id: null,
  sub: 'apikey:k1',
  ...stamps,
};

describe('documents of keys and tokens (K6, G1)', () => {
  it('reads a signing key, and none whose id or key is another’s or private', () => {
    expect(parseRegistryDocument(key._id, key).outcome).toBe('document');
    const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
    for (const wrong of [
      { ...key, kid: 'abc-2' },
      { ...key, alg: 'HS256' },
      { ...key, public_key: pem },
      { ...key, gateway: 'a_b' },
      { ...key, state: 'signing' },
    ]) {
      expect(parseRegistryDocument(key._id, wrong).outcome).toBe('broken');
    }
  });

  it('revokes a token by the id alone', () => {
    expect(revokedTokenDocumentId(jti, '2026-03-01T10:30:05.999Z')).toBe(token._id);
    expect(revokedTokenOfId(token._id)).toEqual({ jti, expiresAt: end });
    expect(revokedTokenOfId(`revokedtoken_${jti}`)).toBeNull();
    expect(revokedTokenOfId(`revokedtoken_20261301T103005Z_${jti}`)).toBeNull();
    expect(parseRegistryDocument(token._id, token).outcome).toBe('document');
    const later = { ...token, expiresAt: '2026-03-01T10:31:05.000Z' };
    expect(parseRegistryDocument(token._id, later).outcome).toBe('broken');
    const memory = createRegistryMemory();
    memory.put(token._id, readEntry(token._id, '1-a', later), []);
    expect([...memory.snapshot().revokedTokens]).toEqual([jti]);
    memory.remove(token._id);
    expect(memory.snapshot().revokedTokens.size).toBe(0);
  });
});
