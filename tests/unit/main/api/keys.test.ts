import { describe, expect, it } from 'vitest';
import { parseKey } from '../../../../src/shared/keys/key-format.ts';
import { revokeTokens } from '../../../../src/shared/commands/revoke-tokens.ts';
import { keyScene } from '../../../support/key-scene.ts';
import { testDigest } from '../../../support/test-digest.ts';

const list = {
  search: '',
  tenantId: null,
  state: 'all',
  mark: null,
  sort: 'name',
  direction: 'asc',
  offset: 0,
  limit: 100,
} as const;

describe('the calls for API keys', () => {
  it('tell the secret once, and its hash never (K1)', async () => {
    const { api, tenant, make, state, audit } = keyScene();
    const tenantId = await tenant('abc');
    const { secret, key } = await make(tenantId, 'Till');
    expect(parseKey(secret)).toEqual({ outcome: 'key', keyId: key.id });
    const hash = testDigest(secret);
    expect(state.snapshot().apikeysById.get(key.id)?.key_hash).toBe(hash);
    const answers = [
      await api.list(list),
      await api.get({ id: key.id }),
      await api.edit({ id: key.id, name: 'Till 2' }),
      await api.usage({ tenantId, days: 30 }),
      await api.known({ keys: [{ id: key.id, digest: hash }] }),
      audit,
    ];
    const told = JSON.stringify(answers);
    expect(told).not.toContain(secret);
    expect(told).not.toContain(secret.slice(17));
    expect(told).not.toContain(hash);
  });

  it('find by name, prefix, tenant and a pasted key, and filter by state and mark', async () => {
    const { api, tenant, make, clock } = keyScene();
    const first = await tenant('abc');
    const second = await tenant('xyz');
    const till = await make(first, 'Kasse Zoë', '2026-03-20T12:00:00.000Z');
    const door = await make(second, 'Door');
    const names = async (more: object) =>
      (await api.list({ ...list, ...more })).rows.map(({ name }) => name);
    expect(await names({})).toEqual(['Door', 'Kasse Zoë']);
    expect(await names({ search: 'zoe kasse' })).toEqual(['Kasse Zoë']);
    expect(await names({ search: till.key.prefix })).toEqual(['Kasse Zoë']);
    expect(await names({ search: ` ${till.secret} ` })).toEqual(['Kasse Zoë']);
    expect(await names({ search: 'tenant xyz' })).toEqual(['Door']);
    expect(await names({ tenantId: first })).toEqual(['Kasse Zoë']);
    expect(await names({ mark: 'expiring' })).toEqual(['Kasse Zoë']);
    expect(await names({ sort: 'expiresAt' })).toEqual(['Kasse Zoë', 'Door']);
    await api.edit({ id: door.key.id, enabled: false });
    expect(await names({ state: 'disabled' })).toEqual(['Door']);
    await clock.advance(20 * 86_400_000);
    expect(await names({ state: 'expired' })).toEqual(['Kasse Zoë']);
    expect((await api.list(list)).counts).toMatchObject({ expired: 1, disabled: 1, active: 0 });
  });

  it('know stale keys, and use by day, key and tenant (K3)', async () => {
    const { api, tenant, make, use, clock } = keyScene();
    const first = await tenant('abc');
    const second = await tenant('xyz');
    const used = await make(first, 'Used');
    const unused = await make(first, 'Unused');
    const other = await make(second, 'Other');
    await clock.advance(100 * 86_400_000);
    const today = clock.now().toISOString();
    use(used.key.id, first, today, 5);
    use(used.key.id, first, today, 7, 'g2');
    use(other.key.id, second, today, 2);
    const { rows, counts } = await api.list({ ...list, mark: 'stale' });
    expect(rows.map(({ id }) => id)).toEqual([unused.key.id]);
    expect(counts.stale).toBe(1);
    const detail = await api.get({ id: used.key.id });
    expect(detail).toMatchObject({ lastUsed: today, marks: [], today: 12, month: 12 });
    expect(detail.gateways).toEqual([
      { gateway: 'g1', lastUsed: today, today: 5, month: 5 },
      { gateway: 'g2', lastUsed: today, today: 7, month: 7 },
    ]);
    // What a gateway counted decides over being stale and the order of the list.
    const byUse = await api.list({ ...list, sort: 'lastUsed', direction: 'desc' });
    expect(byUse.rows.map(({ name, month }) => [name, month]).at(-1)).toEqual(['Unused', 0]);
    expect(detail.days).toHaveLength(90);
    expect(detail.days.at(-1)).toEqual({ day: today.slice(0, 10), count: 12 });
    expect(await api.usage({ tenantId: first, days: 30 })).toMatchObject({
      total: 12,
      top: [{ title: 'Used', count: 12 }],
    });
    expect(await api.usage({ tenantId: null, days: 90 })).toMatchObject({
      total: 14,
      top: [
        { title: 'Tenant abc', count: 12 },
        { title: 'Tenant xyz', count: 2 },
      ],
    });
    use(unused.key.id, first, today, 1, 'g2');
    expect((await api.list({ ...list, mark: 'stale' })).rows).toEqual([]);
  });

  it('rotate with an overlap, and the new key lives as long as the old one was to (K4)', async () => {
    const { api, tenant, make, clock } = keyScene();
    const tenantId = await tenant('abc');
    const old = await make(tenantId, 'Till', '2026-05-30T12:00:00.000Z');
    await clock.advance(30 * 86_400_000);
    const { key, secret } = await api.rotate({ id: old.key.id, overlapHours: 24, idleHours: 2 });
    expect(secret).not.toBe(old.secret);
    expect(key).toMatchObject({
      name: 'Till',
      expiresAt: '2026-06-29T12:00:00.000Z',
      replaces: { id: old.key.id },
    });
    expect(await api.get({ id: old.key.id })).toMatchObject({
      state: 'active',
      marks: ['expiring', 'replaced'],
      replacedBy: { id: key.id },
      ends: { at: '2026-03-31T14:00:00.000Z', reason: 'idle' },
      expiresAt: '2026-04-01T12:00:00.000Z',
    });
  });

  it('say before a revocation what either way leaves, and do it (K7)', async () => {
    const { api, tenant, make, registry, state } = keyScene();
    const tenantId = await tenant('abc');
    const { key } = await make(tenantId, 'Till');
    await make(tenantId, 'Door');
    const keyIds = [key.id];
    expect(await api.previewRevoke({ keyIds })).toEqual({
      keys: 1,
      tokensUntil: '2026-03-01T13:00:00.000Z',
      hardTenants: 1,
      tenantNames: ['Tenant abc'],
      otherKeys: 1,
    });
    expect(await api.revoke({ keyIds, reason: '', hard: false })).toEqual({
      revoked: 1,
      tenants: 0,
    });
    expect(state.snapshot().tenants.get(tenantId)?.epoch).toBe(1);
    expect(await api.revoke({ keyIds, reason: '', hard: true })).toEqual({
      revoked: 0,
      tenants: 1,
    });
    expect(state.snapshot().tenants.get(tenantId)?.epoch).toBe(2);
    await registry.execute(revokeTokens({ tenantId }));
    expect(await api.previewRevoke({ keyIds })).toMatchObject({ keys: 0, hardTenants: 1 });
  });

  it('know a key by its hash and none by its id alone', async () => {
    const { api, tenant, make } = keyScene();
    const { key, secret } = await make(await tenant('abc'), 'Till');
    const digest = testDigest(secret);
    expect(
      await api.known({
        keys: [
          { id: key.id, digest },
          { id: key.id, digest: testDigest('else') },
          { id: 'nothing', digest },
        ],
      }),
    ).toMatchObject([{ name: 'Till', tenantKey: 'abc', state: 'active' }, null, null]);
  });

  it('name the field of a wrong input', async () => {
    const { api, tenant, make } = keyScene();
    const tenantId = await tenant('abc');
    await expect(make(tenantId, ' ')).rejects.toMatchObject({ details: { field: 'name' } });
    await expect(make(tenantId, 'x', '2020-01-01T00:00:00.000Z')).rejects.toMatchObject({
      details: { field: 'expiresAt' },
    });
    expect(() => api.get({ id: 'nothing' })).toThrow(/no such key/);
  });
});
