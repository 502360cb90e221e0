import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgreements } from '../../../../src/main/console/agreements.ts';
import { changeTenantKey } from '../../../../src/shared/commands/change-tenant-key.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { suspendTenant } from '../../../../src/shared/commands/suspend-tenant.ts';
import type { RegistrySnapshot } from '../../../../src/shared/registry-snapshot.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory('remembered');
});
afterEach(() => directory.remove());

const steps = ['suspend', 'rekey', 'apply', 'differ', 'refuse', 'keep', 'start', 'look'] as const;

const atOnce = () => Promise.resolve();

async function open(snapshot: RegistrySnapshot, server = 'server-a') {
  const agreements = await openAgreements(directory.path);
  agreements.useServer(server);
  agreements.refresh(snapshot);
  return agreements;
}

/** Two tenants that a plan has applied, and what an ended console leaves of that. */
async function twoApplied() {
  const state = sampleState();
  const ids = ['acme', 'elm'].map((key) => {
    const tenant = sampleTenant(key);
    store(state, createTenant(tenant)(state.snapshot(), sampleContext));
    return tenant.tenantId;
  });
  const [id = '', other = ''] = ids;
  const agreements = await open(state.snapshot());
  const wishes = agreements.wishes();
  await agreements.record({ agreed: wishes, differing: [], refusals: [], wishes });
  await agreements.keepListed();
  return { state, id, other, wishes };
}

/** The same documents, by their revisions, of which other rules of a console would ask something else. */
function asOtherRules(snapshot: RegistrySnapshot): RegistrySnapshot {
  const tenants = [...snapshot.tenants].map(
    ([id, tenant]) => [id, { ...tenant, generation: tenant.generation + 1 }] as const,
  );
  return { ...snapshot, tenants: new Map(tenants) };
}

describe('what an earlier start worked out', () => {
  it('is listed at once, decides nothing, and is put right where it is wrong', async () => {
    const { state, id, other } = await twoApplied();
    const agreements = await open(asOtherRules(state.snapshot()));
    expect([agreements.listed(id), agreements.waiting()]).toEqual(['applied', 0]);
    expect(agreements.provisioning(id)).toBe('waiting');
    // Worked out for the one, still as before for the other.
    expect([agreements.listed(id), agreements.listed(other)]).toEqual(['waiting', 'applied']);

    const before = agreements.version();
    expect(await agreements.warm(atOnce)).toBe(true);
    expect(agreements.version()).toBeGreaterThan(before);
    expect([agreements.listed(other), agreements.waiting()]).toEqual(['waiting', 2]);
    expect(await agreements.warm(atOnce)).toBe(false);
    await agreements.keepListed();

    const next = await open(asOtherRules(state.snapshot()));
    expect([next.listed(id), next.waiting()]).toEqual(['waiting', 2]);
  });

  it('is not believed of what was changed since, nor where the server was seen to differ', async () => {
    const { state, id, other } = await twoApplied();
    store(state, suspendTenant({ tenantId: id })(state.snapshot(), sampleContext));
    const agreements = await open(state.snapshot());
    expect([agreements.listed(id), agreements.listed(other)]).toEqual(['waiting', 'applied']);
    agreements.noteDiffering([other]);
    expect([agreements.listed(other), agreements.waiting()]).toEqual(['waiting', 2]);
  });

  it('is of the server that it was worked out for', async () => {
    const { state, id } = await twoApplied();
    const agreements = await open(state.snapshot(), 'server-b');
    expect([agreements.listed(id), agreements.waiting()]).toEqual(['waiting', 2]);
    agreements.useServer('server-a');
    expect([agreements.listed(id), agreements.waiting()]).toEqual(['applied', 0]);
  });

  it('is not written again where nothing was worked out, and a damaged file costs nothing', async () => {
    const { state, id } = await twoApplied();
    const path = join(directory.path, 'provisioning.json');
    expect(await readdir(directory.path)).toContain('provisioning.json');
    const kept = await readFile(path, 'utf8');
    for (const damaged of ['', '{', '[]', kept.slice(0, -9), '{"format":1,"tenants":{"a":1}}']) {
      await writeFile(path, damaged);
      const agreements = await open(state.snapshot());
      await agreements.keepListed();
      expect(await readFile(path, 'utf8')).toBe(damaged);
      expect([agreements.listed(id), agreements.waiting()]).toEqual(['applied', 0]);
      await agreements.keepListed();
      expect(await readFile(path, 'utf8')).toBe(kept);
    }
  });

  it('is written once at a time, whoever asks for it', async () => {
    const { state, id } = await twoApplied();
    store(state, suspendTenant({ tenantId: id })(state.snapshot(), sampleContext));
    const agreements = await open(state.snapshot());
    agreements.provisioning(id);
    await Promise.all([agreements.keepListed(), agreements.keepListed()]);
    expect(await readdir(directory.path)).not.toContain('provisioning.json.tmp');
    expect((await open(state.snapshot())).listed(id)).toBe('waiting');
  });

  it('is never anything but what would be worked out now, after any edits and starts', async () => {
    const step = fc.constantFrom(...steps);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (taken) => {
        await directory.remove();
        directory = await temporaryDirectory('remembered');
        const { state, id, other } = await twoApplied();
        let agreements = await open(state.snapshot());
        let keys = 0;
        for (const one of [...taken, 'look']) {
          if (one === 'suspend' && state.snapshot().tenants.get(id)?.enabled === true)
            store(state, suspendTenant({ tenantId: id })(state.snapshot(), sampleContext));
          if (one === 'rekey') {
            const key = `key-${String((keys += 1))}`;
            const change = changeTenantKey({ tenantId: other, key, changeable: true });
            store(state, change(state.snapshot(), sampleContext));
          }
          if (one === 'apply') {
            const wishes = agreements.wishes();
            await agreements.record({ agreed: wishes, differing: [], refusals: [], wishes });
          }
          if (one === 'differ') agreements.noteDiffering([other]);
          if (one === 'refuse') {
            const wishes = agreements.wishes();
            const reason = 'database-unmanaged' as const;
            const refusals = [{ tenantId: id, key: 'acme', reason, subject: 'shop_acme_sales' }];
            await agreements.record({ agreed: new Map(), differing: [], refusals, wishes });
          }
          if (one === 'keep') await agreements.keepListed();
          if (one === 'start') agreements = await open(state.snapshot());
          agreements.refresh(state.snapshot());
          // Looking works everything out, so not after every step.
          if (one !== 'look') continue;
          const listed = [id, other].map((tenantId) => agreements.listed(tenantId));
          const waiting = agreements.waiting();
          const now = [id, other].map((tenantId) => agreements.provisioning(tenantId));
          expect([listed, waiting]).toEqual([now, now.filter((each) => each === 'waiting').length]);
        }
      }),
      { numRuns: 80 },
    );
  });
});
