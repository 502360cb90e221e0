import { describe, expect, it } from 'vitest';
import { withdrawSigningKey } from '../../../../src/shared/commands/withdraw-signing-key.ts';
import {
  signingKeyDocumentId,
  type SigningKey,
} from '../../../../src/shared/documents/signing-key.ts';
import { emptySnapshot } from '../../../support/empty-snapshot.ts';
import { testDigest } from '../../../support/test-digest.ts';

const now = '2026-03-01T12:00:00.000Z';
const key = (state: SigningKey['state']): SigningKey => ({
  _id: signingKeyDocumentId('k1'),
  type: 'signing_key',
  kid: 'k1',
  gateway: 'g1',
  alg: 'ES256',
  public_key: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
  state,
  activatedAt: null,
  retiringAt: null,
  retiredAt: null,
  createdAt: now,
  createdBy: 'g1',
  updatedAt: now,
  updatedBy: 'g1',
});
const run = (known: SigningKey | null, state: 'retiring' | 'retired') =>
  withdrawSigningKey({ kid: 'k1', state })(
    { ...emptySnapshot, signingKeys: new Map(known === null ? [] : [[known.kid, known]]) },
    { now, actor: 'anna', uuid: () => 'u', digest: testDigest },
  );

describe('withdrawing a signing key (K6)', () => {
  it('moves it on, with who did it', () => {
    const { documents, audit } = run(key('active'), 'retiring');
    expect(documents).toMatchObject([
      { state: 'retiring', retiringAt: now, retiredAt: null, updatedBy: 'anna' },
    ]);
    expect(audit).toMatchObject([
      { action: 'signing_key_changed', details: { after: { state: 'retiring' } } },
    ]);
    expect(run(key('next'), 'retired').documents).toMatchObject([
      { state: 'retired', retiredAt: now },
    ]);
  });

  it('never moves one back, and knows which there are', () => {
    expect(() => run(key('retired'), 'retiring')).toThrow('retired already');
    expect(() => run(key('retiring'), 'retiring')).toThrow('retiring already');
    expect(() => run(null, 'retired')).toThrow('no such signing key');
  });
});
