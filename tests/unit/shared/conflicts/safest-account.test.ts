import { describe, expect, it } from 'vitest';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { safestAccount } from '../../../../src/shared/conflicts/safest-account.ts';
import type { Account } from '../../../../src/shared/documents/account.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

const old = '11111111-1111-4111-8111-111111111111';
const early = '22222222-2222-4222-8222-222222222222';
const late = '33333333-3333-4333-8333-333333333333';

function sample(): Account {
  const state = sampleState();
  const input = sampleTenant('acme');
  const { accounts } = store(state, createTenant(input)(state.snapshot(), sampleContext));
  const [account] = accounts.get(input.tenantId) ?? [];
  if (account === undefined) throw new Error('no account');
  return { ...account, credential_id: old };
}

const rotated = (account: Account, id: string, at: string, ended = false): Account => ({
  ...account,
  username: `${account.username}.2`,
  credential_id: id,
  rotatedAt: at,
  previous: {
    username: account.username,
    credential_id: old,
    hash: account.hash,
    until: '2026-06-02T00:00:00.000Z',
    ended,
  },
});

describe('an account whose document has conflicting leaves', () => {
  const first = sample();
  const one = rotated(first, early, '2026-06-01T00:00:00.000Z');
  const two = rotated(first, late, '2026-06-01T00:00:01.000Z');

  it('has the credential of the latest rotation, whichever leaf wins', () => {
    for (const leaves of [
      [first, one, two],
      [two, one, first],
      [one, two, first],
    ]) {
      const [winner = first, ...others] = leaves;
      const { username, credential_id, previous } = safestAccount(winner, others);
      expect({ username, credential_id, previous }).toEqual({
        username: two.username,
        credential_id: late,
        previous: two.previous,
      });
    }
  });

  it('keeps the winner’s revision and whatever else it has', () => {
    const winner = { ...one, _rev: '3-a', later_field: 'kept' };
    expect(safestAccount(winner, [{ ...two, _rev: '3-b' }])).toMatchObject({
      _rev: '3-a',
      later_field: 'kept',
      credential_id: late,
    });
  });

  it('has an overlap ended that any leaf has ended, and no other', () => {
    const ended = rotated(first, late, '2026-06-01T00:00:01.000Z', true);
    expect(safestAccount(two, [ended]).previous).toMatchObject({ ended: true });
    expect(safestAccount(one, [ended]).previous).toMatchObject({ ended: true });
    const elsewhere = { ...ended, previous: null };
    expect(safestAccount(two, [elsewhere]).previous).toMatchObject({ ended: false });
  });

  it('is the winner where it was never rotated', () => {
    expect(safestAccount(first, [{ ...first, credential_id: early }])).toEqual(first);
  });
});
