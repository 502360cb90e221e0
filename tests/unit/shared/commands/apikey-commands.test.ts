import { describe, expect, it } from 'vitest';
import {
  createApiKey,
  type CreateApiKeyInput,
} from '../../../../src/shared/commands/create-apikey.ts';
import type { Command } from '../../../../src/shared/commands/command.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { editApiKey } from '../../../../src/shared/commands/edit-apikey.ts';
import { endReplacedKeys } from '../../../../src/shared/commands/end-replaced-keys.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import { revokeApiKeys } from '../../../../src/shared/commands/revoke-apikeys.ts';
import { rotateApiKey } from '../../../../src/shared/commands/rotate-apikey.ts';
import { suspendTenant } from '../../../../src/shared/commands/suspend-tenant.ts';
import { parseRegistryDocument } from '../../../../src/shared/documents/registry-document.ts';
import { usageDocumentId, type Usage } from '../../../../src/shared/documents/usage.ts';
import { stateOfKey } from '../../../../src/shared/keys/replaced-keys.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

const t0 = '2026-05-05T05:00:00.000Z';
const hour = 3_600_000;
const after = (hours: number) => new Date(Date.parse(t0) + hours * hour).toISOString();

function withKey() {
  const state = sampleState();
  const form = sampleTenant('abc');
  const { tenantId } = form;
  store(state, createTenant(form)(state.snapshot(), { ...sampleContext, now: t0 }));
  const run = <Result>(command: Command<Result>, now = t0) => {
    const outcome = command(state.snapshot(), { ...sampleContext, now });
    for (const document of outcome.documents) {
      expect(parseRegistryDocument(document._id, document)).toMatchObject({ outcome: 'document' });
    }
    store(state, outcome);
    return outcome;
  };
  const input: CreateApiKeyInput = {
    keyId: 'k1',
    tenantId,
    name: 'Till',
    keyHash: 'a'.repeat(64),
    scopes: { access: 'read', databases: ['products'] },
    expiresAt: null,
  };
  const create = (more: Partial<typeof input> = {}) => run(createApiKey({ ...input, ...more }));
  const key = (keyId = 'k1') => {
    const found = state.snapshot().apikeysById.get(keyId);
    if (found === undefined) throw new Error('no key');
    return found;
  };
  const use = (keyId: string, instant: string, gateway = 'g1') => {
    const day = instant.slice(0, 10);
    const document: Usage = {
      _id: usageDocumentId(keyId, gateway, day),
      type: 'usage',
      key_id: keyId,
      tenant_id: tenantId,
      gateway,
      day,
      count: 3,
      last_used: instant,
      updatedAt: instant,
      updatedBy: gateway,
    };
    state.put(document._id, readEntry(document._id, '1-a', document), []);
  };
  const keyStateAt = (now: string, keyId = 'k1') => stateOfKey(key(keyId), state.snapshot(), now);
  const tenant = () => state.snapshot().tenants.get(tenantId);
  return { state, tenantId, run, create, key, use, keyStateAt, tenant };
}

const rotation = {
  keyId: 'k1',
  newKeyId: 'k2',
  newKeyHash: 'b'.repeat(64),
  expiresAt: null,
  overlapHours: 24,
  idleHours: 6,
};

describe('making a key', () => {
  it('takes databases of the blueprint only, and a name of one line', () => {
    const { create, key } = withKey();
    create({
      name: '  Kasse 日本 \u{1f511} ',
      scopes: { access: 'write', databases: ['users', 'sales', 'users'] },
    });
    expect(key().name).toBe('Kasse 日本 \u{1f511}');
    expect(key().scopes.databases).toEqual(['sales', 'users']);
    expect(() => create({ keyId: 'k2', scopes: { access: 'read', databases: ['wages'] } })).toThrow(
      /no database wages/,
    );
    expect(() => create({ keyId: 'k2', scopes: { access: 'read', databases: [] } })).toThrow(
      /reach no/,
    );
    for (const name of ['', '  ', 'a\nb', 'a\u202eb', 'x'.repeat(201)]) {
      expect(() => create({ keyId: 'k2', name })).toThrow(/name/);
    }
    expect(() => create({ keyId: 'k2', expiresAt: t0 })).toThrow(/expired from the start/);
    expect(() => create()).toThrow(/before/);
  });

  it('tells no hash in the log', () => {
    const { create, run } = withKey();
    const outcomes = [
      create(),
      run(rotateApiKey(rotation)),
      run(editApiKey({ keyId: 'k2', name: 'New' })),
    ];
    const told = JSON.stringify(outcomes.map(({ audit }) => audit));
    expect(told).not.toContain('aaaaaaaa');
    expect(told).not.toContain('bbbbbbbb');
  });
});

describe('editing a key', () => {
  it('writes what changed, and marks what gives more', () => {
    const { create, run, key } = withKey();
    create();
    const renamed = run(editApiKey({ keyId: 'k1', name: ' Till 2 ' }));
    expect(renamed.audit[0]?.details).toEqual({
      key: 'Till 2',
      tenant: 'abc',
      before: { name: 'Till' },
      after: { name: 'Till 2' },
    });
    const wider = run(editApiKey({ keyId: 'k1', scopes: { access: 'write', databases: null } }));
    expect(wider.audit[0]?.details).toMatchObject({ widened: true });
    const narrower = run(
      editApiKey({
        keyId: 'k1',
        scopes: { access: 'read', databases: ['sales'] },
        expiresAt: after(1),
      }),
    );
    expect(narrower.audit[0]?.details).not.toHaveProperty('widened');
    expect(key().expiresAt).toBe(after(1));
    expect(run(editApiKey({ keyId: 'k1', enabled: true })).documents).toEqual([]);
    expect(run(editApiKey({ keyId: 'k1', enabled: false })).audit[0]?.details).not.toHaveProperty(
      'widened',
    );
    expect(run(editApiKey({ keyId: 'k1', enabled: true })).audit[0]?.details).toMatchObject({
      widened: true,
    });
    expect(run(editApiKey({ keyId: 'k1', expiresAt: null })).audit[0]?.details).toMatchObject({
      widened: true,
    });
  });

  it('refuses what is over, past or revoked', () => {
    const { create, run, tenantId } = withKey();
    create();
    expect(() => run(editApiKey({ keyId: 'k1', expiresAt: t0 }))).toThrow(/expired/);
    expect(() => run(editApiKey({ keyId: 'k9' }))).toThrow(/no such key/);
    run(revokeApiKeys({ keyIds: ['k1'], reason: '', hard: false }));
    expect(() => run(editApiKey({ keyId: 'k1', name: 'x' }))).toThrow(/revoked for good/);
    create({ keyId: 'k2' });
    run(removeTenant({ tenantId }));
    expect(() => run(editApiKey({ keyId: 'k2', name: 'x' }))).toThrow(/trash/);
  });
});

describe('revoking keys', () => {
  it('is one write for many, and hard raises the epoch of each tenant once', () => {
    const { create, run, tenant, keyStateAt } = withKey();
    create();
    create({ keyId: 'k2' });
    const soft = run(revokeApiKeys({ keyIds: ['k1'], reason: ' leaked ', hard: false }));
    expect(soft.result).toEqual({ revoked: 1, tenants: 0 });
    expect(tenant()?.epoch).toBe(1);
    const hard = run(revokeApiKeys({ keyIds: ['k1', 'k2', 'k2'], reason: '', hard: true }));
    expect(hard.result).toEqual({ revoked: 1, tenants: 1 });
    expect(tenant()).toMatchObject({ epoch: 2, generation: 2 });
    expect(keyStateAt(t0)).toBe('revoked');
    // What was revoked softly can be revoked hard afterwards.
    expect(run(revokeApiKeys({ keyIds: ['k1'], reason: '', hard: true })).result).toEqual({
      revoked: 0,
      tenants: 1,
    });
  });

  it('writes nothing where one is unknown, and leaves a suspended tenant its epoch', () => {
    const { create, run, tenant, tenantId, keyStateAt } = withKey();
    create();
    expect(() => run(revokeApiKeys({ keyIds: ['k1', 'k9'], reason: '', hard: true }))).toThrow(
      /no such/,
    );
    expect(keyStateAt(t0)).toBe('active');
    run(suspendTenant({ tenantId }));
    const epoch = tenant()?.epoch;
    run(revokeApiKeys({ keyIds: ['k1'], reason: '', hard: true }));
    expect(tenant()?.epoch).toBe(epoch);
  });
});

describe('rotating a key', () => {
  it('gives a new key with the same scopes and lets the old one go on until the overlap is over', () => {
    const { create, run, key, keyStateAt } = withKey();
    create();
    run(rotateApiKey(rotation));
    expect(key('k2')).toMatchObject({ name: 'Till', scopes: key().scopes, expiresAt: null });
    expect(key()).toMatchObject({ replaced_by: 'k2', idle_hours: 6, expiresAt: after(24) });
    expect(keyStateAt(after(23))).toBe('active');
    expect(keyStateAt(after(24))).toBe('expired');
    expect(() => run(rotateApiKey({ ...rotation, newKeyId: 'k3' }))).toThrow(/replaced already/);
    expect(() => run(editApiKey({ keyId: 'k1', expiresAt: null }))).toThrow(/no later end/);
  });

  it('never gives the old key a later end', () => {
    const { create, run, key } = withKey();
    create({ expiresAt: after(3) });
    run(rotateApiKey(rotation));
    expect(key().expiresAt).toBe(after(3));
  });

  it('without an overlap revokes the old key in the same write', () => {
    const { create, run, keyStateAt } = withKey();
    create();
    const { documents } = run(rotateApiKey({ ...rotation, overlapHours: 0, idleHours: null }));
    expect(documents.map(({ _id }) => _id)).toEqual(['apikey_k2', 'apikey_k1', 'revocation_k1']);
    expect(keyStateAt(t0)).toBe('revoked');
    expect(keyStateAt(t0, 'k2')).toBe('active');
  });

  it('refuses a key that is disabled or revoked', () => {
    const { create, run } = withKey();
    create();
    run(editApiKey({ keyId: 'k1', enabled: false }));
    expect(() => run(rotateApiKey(rotation))).toThrow(/disabled/);
    run(revokeApiKeys({ keyIds: ['k1'], reason: '', hard: false }));
    expect(() => run(rotateApiKey(rotation))).toThrow(/revoked/);
  });
});

describe('ending replaced keys', () => {
  const end = { limit: 100, idle: true };

  it('ends one that nobody used since the new one was made', () => {
    const { create, use, run, keyStateAt } = withKey();
    create();
    use('k1', after(-1));
    run(rotateApiKey(rotation));
    expect(run(endReplacedKeys(end), after(5.9)).result.revoked).toBe(0);
    // A use from before the new key says nothing; the one after it does, at whichever gateway.
    use('k1', after(4), 'g2');
    expect(run(endReplacedKeys(end), after(6)).result.revoked).toBe(0);
    const ended = run(endReplacedKeys(end), after(11));
    expect(ended.documents[0]).toMatchObject({ createdAt: after(10), createdBy: 'mycouch' });
    expect(keyStateAt(after(11))).toBe('revoked');
    expect(run(endReplacedKeys(end), after(99)).result.revoked).toBe(0);
  });

  it('ends one whose time is up, in use or not, and waits with idleness for fresh figures', () => {
    const { create, use, run } = withKey();
    create();
    run(rotateApiKey(rotation));
    expect(run(endReplacedKeys({ ...end, idle: false }), after(12)).result.revoked).toBe(0);
    use('k1', after(23));
    const ended = run(endReplacedKeys({ ...end, idle: false }), after(24));
    expect(ended.documents[0]).toMatchObject({ reason: 'Replaced: its time was up.' });
  });

  it('writes the same on every console', () => {
    const { create, run, state } = withKey();
    create();
    run(rotateApiKey(rotation));
    const write = (actor: string, now: string) =>
      endReplacedKeys(end)(state.snapshot(), { ...sampleContext, actor, now }).documents;
    expect(write('anna', after(7))).toEqual(write('ben', after(9)));
  });

  it('does not take the old key where the new one is of no use', () => {
    const { create, run } = withKey();
    create();
    run(rotateApiKey(rotation));
    run(revokeApiKeys({ keyIds: ['k2'], reason: '', hard: false }));
    expect(run(endReplacedKeys(end), after(12)).result.revoked).toBe(0);
    expect(run(endReplacedKeys(end), after(24)).result.revoked).toBe(1);
  });

  it('leaves alone what was never replaced', () => {
    const { create, run } = withKey();
    create({ expiresAt: after(1) });
    expect(run(endReplacedKeys(end), after(99)).documents).toEqual([]);
  });
});
