import { describe, expect, it } from 'vitest';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import { parseRegistryDocument } from '../../../../src/shared/documents/registry-document.ts';
import { shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

describe('creating a tenant', () => {
  it('makes the tenant and the accounts of its blueprint, all readable', () => {
    const input = sampleTenant('abc');
    const { documents, audit } = createTenant(input)(sampleState().snapshot(), sampleContext);
    expect(documents.map(({ _id }) => _id)).toEqual([
      `tenant_${input.tenantId}`,
      `account_${input.tenantId}_sync`,
      `account_${input.tenantId}_admin`,
    ]);
    expect(documents.flatMap((d) => (d.type === 'account' ? [d.username] : []))).toEqual([
      'shop_abc_sync',
      'shop_abc_admin',
    ]);
    for (const document of documents) {
      expect(parseRegistryDocument(document._id, document).outcome).toBe('document');
    }
    expect(audit).toMatchObject([
      {
        action: 'tenant_created',
        actor: 'anna',
        tenant_id: input.tenantId,
        details: { before: null },
      },
    ]);
  });

  it.each(['', 'a', 'A', '1a', 'a_b', 'ä', 'a b', 'a'.repeat(42)])('refuses the key %j', (key) => {
    expect(() => createTenant(sampleTenant(key))(sampleState().snapshot(), sampleContext)).toThrow(
      expect.objectContaining({ code: 'key-invalid' }),
    );
  });

  it.each(['notanemail', '', '@', 'anna@', '@example.org', 'an na@example.org', 'a@b@c'])(
    'refuses the owner %j',
    (ownerEmail) => {
      const input = sampleTenant('abc', { ownerEmail });
      expect(() => createTenant(input)(sampleState().snapshot(), sampleContext)).toThrow(
        expect.objectContaining({
          code: 'invalid-input',
          message: 'The owner is not an e-mail address, like anna@example.org.',
        }),
      );
    },
  );

  it('takes any address that can be one', () => {
    for (const ownerEmail of [null, 'anna@example.org', 'änna+x@localhost']) {
      const input = sampleTenant('abc', { ownerEmail });
      const [tenant] = createTenant(input)(sampleState().snapshot(), sampleContext).documents;
      expect(tenant).toMatchObject({ owner_email: ownerEmail });
    }
  });

  it('never gives a key a second time, not even from the trash', () => {
    const state = sampleState();
    const first = sampleTenant('abc');
    store(state, createTenant(first)(state.snapshot(), sampleContext));
    store(state, removeTenant({ tenantId: first.tenantId })(state.snapshot(), sampleContext));
    expect(() => createTenant(sampleTenant('abc'))(state.snapshot(), sampleContext)).toThrow(
      expect.objectContaining({ code: 'key-taken' }),
    );
  });

  it('finds a database name that another tenant gets from another key', () => {
    const state = sampleState();
    // Without a separator between key and name, `ab` + `c` and `a1b` … can meet: here ab|cd and abc|d.
    const joined = {
      ...shopBlueprint,
      _id: 'blueprint_joined',
      name: 'joined',
      database_pattern: 'db{key}{name}',
      databases: [
        { name: 'cd', q: 1 },
        { name: 'd', q: 1 },
      ],
    };
    state.put(joined._id, readEntry(joined._id, '1-b', joined), []);
    store(
      state,
      createTenant(sampleTenant('ab', { blueprint: joined._id }))(state.snapshot(), sampleContext),
    );
    expect(() =>
      createTenant(sampleTenant('abc', { blueprint: joined._id }))(state.snapshot(), sampleContext),
    ).toThrow(expect.objectContaining({ code: 'key-taken' }));
  });

  it('refuses a blueprint that is not there, a missing credential, a used id and a blank name', () => {
    const state = sampleState();
    const used = sampleTenant('abc');
    store(state, createTenant(used)(state.snapshot(), sampleContext));
    const refused = (input: ReturnType<typeof sampleTenant>) => () =>
      createTenant(input)(state.snapshot(), sampleContext);
    expect(refused(sampleTenant('one', { blueprint: 'blueprint_none' }))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    expect(refused(sampleTenant('two', { credentials: new Map() }))).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
    expect(refused(sampleTenant('three', { tenantId: used.tenantId }))).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(refused(sampleTenant('four', { name: '  ' }))).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });
});
