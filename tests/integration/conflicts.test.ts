import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activateTenant } from '../../src/shared/commands/activate-tenant.ts';
import { createApiKey } from '../../src/shared/commands/create-apikey.ts';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { editTenant } from '../../src/shared/commands/edit-tenant.ts';
import { revokeApiKey } from '../../src/shared/commands/revoke-apikey.ts';
import { setFlags } from '../../src/shared/commands/set-flags.ts';
import { suspendTenant } from '../../src/shared/commands/suspend-tenant.ts';
import { keyState } from '../../src/shared/conflicts/safest-apikey.ts';
import { tenantDocumentId } from '../../src/shared/documents/tenant.ts';
import {
  device,
  endConflicts,
  meet,
  merge,
  onServer,
  open,
  restart,
  startConflicts,
  tenantOf,
  type Device,
} from '../support/conflict-devices.ts';
import { sampleTenant } from '../support/registry-samples.ts';

beforeEach(startConflicts);
afterEach(endConflicts);

async function twoWithTenant(): Promise<{ anna: Device; ben: Device; id: string; doc: string }> {
  const [anna, ben] = [await device('anna'), await device('ben')];
  const { tenantId: id } = await anna.registry.execute(createTenant(sampleTenant('abc')));
  await meet(anna, ben);
  return { anna, ben, id, doc: tenantDocumentId(id) };
}

/** All of the same revision and content, and no conflict left. */
function expectAgreed(id: string, ...all: readonly Device[]): void {
  const [first, ...others] = all.map((one) => tenantOf(one, id));
  for (const other of others) expect(other).toEqual(first);
  for (const one of all) expect(open(one)).toBe(0);
}

async function auditOf({ registry }: Device, action: string) {
  const { rows } = await registry.auditPage({ tenantId: null, offset: 0, limit: 100 });
  return rows.filter((row) => row.action === action);
}

describe('edits that met', () => {
  it('of different fields merge by themselves, alike on both laptops at once', async () => {
    const { anna, ben, id } = await twoWithTenant();
    await anna.registry.execute(editTenant({ tenantId: id, name: 'Anna’s' }));
    await ben.registry.execute(editTenant({ tenantId: id, description: 'Ben’s' }));
    await ben.registry.execute(suspendTenant({ tenantId: id }));
    await meet(anna, ben);
    expect([open(anna), open(ben)]).toEqual([1, 1]);
    expect(tenantOf(anna, id).enabled).toBe(false);

    await merge(anna, ben);
    // Before they have met again, both have made the very same revision.
    expectAgreed(id, anna, ben);
    await meet(anna, ben);
    expectAgreed(id, anna, ben);
    expect(tenantOf(ben, id)).toMatchObject({
      name: 'Anna’s',
      description: 'Ben’s',
      enabled: false,
    });
    expect(anna.conflicts.keeper.mergedQuietly()).toBe(1);
    const [entry] = await auditOf(anna, 'conflict_merged');
    expect(JSON.stringify(entry?.details)).toContain('Anna’s');
    expect(JSON.stringify(entry?.details)).toContain('Ben’s');
  });

  it('of the same field ask, are decided by field, and keep the losing side in the log', async () => {
    const { anna, ben, id, doc } = await twoWithTenant();
    await anna.registry.execute(editTenant({ tenantId: id, name: 'A', description: 'of Anna' }));
    await ben.registry.execute(editTenant({ tenantId: id, name: 'B' }));
    await meet(anna, ben);
    await merge(anna, ben);
    const page = await ben.conflicts.desk.list({ search: '', kind: null, offset: 0, limit: 50 });
    expect(page).toMatchObject({
      total: 1,
      rows: [{ documentId: doc, asks: ['/name'], sides: 2 }],
    });
    const detail = await ben.conflicts.desk.get(doc);
    expect(detail).toMatchObject({ baseKnown: true, kind: 'tenant', tenantId: id });
    const name = detail.fields.find(({ path }) => path === '/name');
    expect(name).toMatchObject({ base: { known: true, value: 'Tenant abc' }, verdict: 'ask' });
    const mine = detail.sideList.findIndex((side) => side.mine);
    expect(name?.values[mine]?.value).toBe('B');
    const revs = detail.sideList.map(({ rev }) => rev);

    await expect(
      ben.conflicts.desk.resolve({ documentId: doc, revs, choices: [] }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(
      ben.conflicts.desk.resolve({
        documentId: doc,
        revs: [revs[0] ?? '', '9-unseen'],
        choices: [{ path: '/name', take: { value: 'X' } }],
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const side = revs[mine] ?? '';
    await ben.conflicts.desk.resolve({
      documentId: doc,
      revs,
      choices: [{ path: '/name', take: { side } }],
    });
    await meet(ben, anna);
    expectAgreed(id, anna, ben);
    expect(tenantOf(anna, id)).toMatchObject({ name: 'B', description: 'of Anna' });
    const [entry] = await auditOf(ben, 'conflict_resolved');
    expect(JSON.stringify(entry?.details)).toContain('"value":"A"');
  });

  it('decided on two laptops at once lose neither choice, and come to one leaf', async () => {
    const { anna, ben, id, doc } = await twoWithTenant();
    await anna.registry.execute(editTenant({ tenantId: id, name: 'A' }));
    await ben.registry.execute(editTenant({ tenantId: id, name: 'B' }));
    await meet(anna, ben);
    await anna.conflicts.desk.resolveMany([doc], 'mine');
    await ben.conflicts.desk.resolveMany([doc], 'mine');
    expect([tenantOf(anna, id).name, tenantOf(ben, id).name]).toEqual(['A', 'B']);
    await meet(anna, ben);
    await merge(anna, ben);
    const page = await anna.conflicts.desk.list({ search: '', kind: null, offset: 0, limit: 5 });
    expect(page.rows).toMatchObject([{ asks: ['/name'] }]);
    await anna.conflicts.desk.resolveMany([doc], 'theirs');
    await meet(anna, ben);
    expectAgreed(id, anna, ben);
    expect(tenantOf(ben, id).name).toBe('B');
  });

  it('decided alike on both at once merge by themselves', async () => {
    const { anna, ben, id, doc } = await twoWithTenant();
    await anna.registry.execute(editTenant({ tenantId: id, name: 'A' }));
    await ben.registry.execute(editTenant({ tenantId: id, name: 'B' }));
    await meet(anna, ben);
    await anna.conflicts.desk.resolveMany([doc], 'mine');
    await ben.conflicts.desk.resolveMany([doc], 'theirs');
    await meet(anna, ben);
    await merge(anna, ben);
    await meet(anna, ben);
    expectAgreed(id, anna, ben);
    expect(tenantOf(ben, id).name).toBe('A');
  });

  it('on three laptops come to one leaf, whoever merges first', async () => {
    const { anna, ben, id } = await twoWithTenant();
    const cai = await device('cai');
    await meet(cai);
    await anna.registry.execute(editTenant({ tenantId: id, name: 'A' }));
    await ben.registry.execute(editTenant({ tenantId: id, description: 'B' }));
    await cai.registry.execute(setFlags({ tenantId: id, readOnly: true }));
    await meet(anna, ben);
    await merge(anna);
    await meet(cai);
    await merge(cai);
    await merge(ben);
    await ben.registry.execute(editTenant({ tenantId: id, ownerEmail: 'b@example.org' }));
    for (let round = 0; round < 3; round += 1) {
      await meet(anna, ben, cai);
      await merge(anna, ben, cai);
    }
    expectAgreed(id, anna, ben, cai);
    expect(tenantOf(anna, id)).toMatchObject({
      name: 'A',
      description: 'B',
      readOnly: true,
      owner_email: 'b@example.org',
    });
  });

  it('widen access only where somebody says so, and then raise the generation', async () => {
    const { anna, ben, id, doc } = await twoWithTenant();
    await anna.registry.execute(suspendTenant({ tenantId: id }));
    await meet(anna, ben);
    await anna.registry.execute(activateTenant({ tenantId: id }));
    await ben.registry.execute(editTenant({ tenantId: id, name: 'B' }));
    await meet(anna, ben);
    await merge(anna, ben);
    expect([open(anna), tenantOf(anna, id).enabled]).toEqual([1, false]);
    const { sideList, fields } = await anna.conflicts.desk.get(doc);
    const enabled = fields.find(({ path }) => path === '/enabled');
    const wide = sideList.find((_, index) => enabled?.values[index]?.value === true);
    const before = tenantOf(anna, id).generation;
    await anna.conflicts.desk.resolve({
      documentId: doc,
      revs: sideList.map(({ rev }) => rev),
      choices: [{ path: '/enabled', take: { side: wide?.rev ?? '' } }],
    });
    await meet(anna, ben);
    await merge(anna, ben);
    expectAgreed(id, anna, ben);
    expect(tenantOf(ben, id)).toMatchObject({ enabled: true, name: 'B', generation: before + 1 });
  });

  it('are merged by nobody who may only look', async () => {
    const { anna, ben, id } = await twoWithTenant();
    const eve = await device('eve', 'viewer');
    await anna.registry.execute(editTenant({ tenantId: id, name: 'A' }));
    await ben.registry.execute(editTenant({ tenantId: id, description: 'B' }));
    await meet(anna, ben, eve);
    expect(await eve.conflicts.keeper.mergeNow()).toBe(0);
    expect(open(eve)).toBe(1);
  });

  it('wait, where only a rule could decide, for a laptop that knows what they departed from', async () => {
    const { anna, ben, id, doc } = await twoWithTenant();
    await anna.registry.execute(suspendTenant({ tenantId: id }));
    await anna.registry.execute(setFlags({ tenantId: id, readOnly: true }));
    await ben.registry.execute(setFlags({ tenantId: id, overQuota: true }));
    await meet(anna, ben);
    const cai = await device('cai');
    await meet(cai);
    expect((await cai.conflicts.desk.get(doc)).baseKnown).toBe(false);
    expect(await cai.conflicts.keeper.mergeNow()).toBe(0);
    expect(tenantOf(cai, id)).toMatchObject({ enabled: false, readOnly: true, overQuota: true });
    await merge(ben);
    await meet(ben, cai, anna);
    expectAgreed(id, anna, ben, cai);
  });

  it('are found again after a restart, from the index file and without it', async () => {
    const { anna, ben, id, doc } = await twoWithTenant();
    await anna.registry.execute(editTenant({ tenantId: id, name: 'A' }));
    await ben.registry.execute(editTenant({ tenantId: id, name: 'B' }));
    await meet(anna, ben);
    const again = await restart(anna, 'anna');
    expect(again.conflicts.all().get(doc)).toHaveLength(2);
    expect(again.conflicts.ownEdit(doc)).not.toBeNull();
  });
});

describe('a revocation', () => {
  it('made offline wins over every concurrent edit of its key, on every laptop', async () => {
    const { anna, ben, id } = await twoWithTenant();
    const cai = await device('cai');
    await anna.registry.execute(
      createApiKey({
        keyId: 'k1',
        tenantId: id,
        name: 'Key',
        keyHash: 'a'.repeat(64),
        scopes: { access: 'write', databases: null },
        expiresAt: null,
      }),
    );
    await meet(anna, ben, cai);
    const edit = (one: Device, fields: object) =>
      one.registry.execute((snapshot, { now }) => {
        const [key] = snapshot.apikeys.get(id) ?? [];
        if (key === undefined) throw new Error('no key');
        return {
          documents: [{ ...key, ...fields, updatedAt: now }],
          audit: [],
          result: null,
        };
      });
    await anna.registry.execute(revokeApiKey({ keyId: 'k1', reason: 'leaked' }));
    await cai.registry.execute(revokeApiKey({ keyId: 'k1', reason: '' }));
    for (const name of ['B1', 'B2', 'B3']) await edit(ben, { name, enabled: true });
    await edit(cai, { name: 'C', expiresAt: '2999-01-01T00:00:00.000Z' });
    const state = ({ registry }: Device) => {
      const snapshot = registry.snapshot();
      return keyState(
        snapshot.apikeys.get(id) ?? [],
        snapshot.revokedKeys.has('k1'),
        '2026-06-01T00:00:00.000Z',
      );
    };
    expect(state(ben)).toBe('active');
    await meet(anna, ben, cai);
    expect([anna, ben, cai].map(state)).toEqual(['revoked', 'revoked', 'revoked']);
    await merge(anna, ben, cai);
    await meet(anna, ben, cai);
    expect([anna, ben, cai].map(state)).toEqual(['revoked', 'revoked', 'revoked']);
    expect(anna.registry.conflicts.all().has('revocation_k1')).toBe(false);
    // Deleting it by hand gives nobody the key back.
    const answer: unknown = await (await onServer('/revocation_k1')).json();
    const rev = String(Reflect.get(Object(answer), '_rev'));
    await onServer(`/revocation_k1?rev=${rev}`, 'DELETE');
    await meet(anna, ben, cai);
    expect([anna, ben, cai].map(state)).toEqual(['revoked', 'revoked', 'revoked']);
    expect(anna.registry.problems()).toMatchObject([{ id: 'revocation_k1' }]);
  });
});
