import { describe, expect, it } from 'vitest';
import { concernsOf } from '../../../../src/shared/trial/token-concerns.ts';
import { tokenFacts, type TokenFacts } from '../../../../src/shared/trial/token-facts.ts';

const decode = (part: string) => Buffer.from(part, 'base64url').toString('utf8');
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  iss: 'https://gateway.example.org',
  sub: 'apikey:k1',
  iat: 1_772_366_400,
  exp: 1_772_370_000,
  jti: 'j',
  tenant_id: 't1',
  epoch: 3,
  access: 'read',
  databases: ['sales'],
  key_id: 'k1',
  '_couchdb.roles': ['t:t1:3:d:sales'],
};
const token = (body: object = claims, head: object = { alg: 'ES256', kid: 'kid-1' }) =>
  `${part(head)}.${part(body)}.c2lnbmF0dXJl`;

describe('what a token says of itself', () => {
  it('is read without its signature', () => {
    const facts = tokenFacts(token(), decode);
    expect(facts).toEqual({
      alg: 'ES256',
      kid: 'kid-1',
      issuer: claims.iss,
      subject: 'apikey:k1',
      issuedAt: '2026-03-01T12:00:00.000Z',
      expiresAt: '2026-03-01T13:00:00.000Z',
      tenantId: 't1',
      epoch: 3,
      access: 'read',
      databases: ['sales'],
      keyId: 'k1',
      roles: ['t:t1:3:d:sales'],
    });
    expect(JSON.stringify(facts)).not.toContain('c2lnbmF0dXJl');
  });

  it.each([
    '',
    'eyJ.eyJ',
    `${token()}.more`,
    `x.y.z`,
    token({ ...claims, exp: 'soon' }),
    token({ ...claims, exp: 1e18 }),
    token(claims, { alg: 7 }),
    token({ ...claims, sub: 'x'.repeat(20_000) }),
  ])('is nothing where it is no token of ours: %.40s', (text) => {
    expect(tokenFacts(text, decode)).toBeNull();
  });
});

describe('what is wrong with a token', () => {
  const facts: TokenFacts = tokenFacts(token(), decode) ?? neverNull();
  const expected = {
    gateway: claims.iss,
    keyId: 'k1',
    key: { tenantId: 't1', epoch: 3, access: 'read', databases: ['sales', 'products'] },
    signer: 'active',
  } as const;

  it('is nothing where it is what the key may be given', () => {
    expect(concernsOf(facts, expected)).toEqual([]);
    expect(concernsOf(facts, { ...expected, key: null })).toEqual([]);
  });

  it('is that it is for another, by another, for longer or for more', () => {
    const of = (more: Partial<TokenFacts>) => concernsOf({ ...facts, ...more }, expected);
    expect(of({ roles: ['_admin'] })).toEqual(['administrator']);
    expect(of({ issuer: 'https://evil.example.org' })).toEqual(['other-issuer']);
    expect(of({ keyId: 'k2' })).toEqual(['other-key']);
    expect(of({ tenantId: 't2' })).toEqual(['other-tenant']);
    expect(of({ epoch: 2 })).toEqual(['older-epoch']);
    expect(of({ access: 'write' })).toEqual(['wider']);
    expect(of({ databases: null })).toEqual(['wider']);
    expect(of({ databases: ['sales', 'users'] })).toEqual(['wider']);
    expect(of({ expiresAt: '2026-03-01T13:00:01.000Z' })).toEqual(['long-lived']);
    expect(concernsOf(facts, { ...expected, signer: null })).toEqual(['unknown-signer']);
    expect(concernsOf(facts, { ...expected, signer: 'retired' })).toEqual(['retired-signer']);
  });
});

function neverNull(): never {
  throw new Error('the sample is a token');
}
