import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgreements } from '../../../../src/main/console/agreements.ts';
import { changeTenantKey } from '../../../../src/shared/commands/change-tenant-key.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import type { Refusal } from '../../../../src/shared/planning/server-spec.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory('agreements');
});
afterEach(() => directory.remove());

function oneTenant() {
  const state = sampleState();
  const tenant = sampleTenant('acme');
  store(state, createTenant(tenant)(state.snapshot(), sampleContext));
  const refusal: Refusal = {
    tenantId: tenant.tenantId,
    key: 'acme',
    reason: 'database-unmanaged',
    subject: 'shop_acme_sales',
  };
  return { state, id: tenant.tenantId, refusal };
}

async function open(state: ReturnType<typeof sampleState>, server = 'server-a') {
  const agreements = await openAgreements(directory.path);
  agreements.useServer(server);
  agreements.refresh(state.snapshot());
  return agreements;
}

describe('whom a plan refused', () => {
  it('is known after a restart, by server, but believed of the server only while it was just seen', async () => {
    const { state, id, refusal } = oneTenant();
    const first = await open(state);
    expect([first.provisioning(id), first.waiting()]).toEqual(['waiting', 1]);
    const wishes = first.wishes();
    await first.record({ agreed: new Map(), differing: [id], refusals: [refusal], wishes });
    expect(first.refusalSeenNow(id)).toEqual(refusal);

    const second = await open(state);
    expect([second.provisioning(id), second.waiting()]).toEqual(['refused', 0]);
    expect(second.refusal(id)).toEqual(refusal);
    expect(second.refusalSeenNow(id)).toBeNull();
    second.useServer('server-b');
    expect(second.provisioning(id)).toBe('waiting');
  });

  it('is of the past once the tenant asks for something else', async () => {
    const { state, id, refusal } = oneTenant();
    const agreements = await open(state);
    const wishes = agreements.wishes();
    await agreements.record({ agreed: new Map(), differing: [], refusals: [refusal], wishes });
    const rekey = changeTenantKey({ tenantId: id, key: 'other', changeable: true });
    store(state, rekey(state.snapshot(), sampleContext));
    agreements.refresh(state.snapshot());
    expect(agreements.provisioning(id)).toBe('waiting');
    expect(agreements.refusal(id)).toBeNull();
  });

  it('is forgotten with the next plan that does not refuse it', async () => {
    const { state, id, refusal } = oneTenant();
    const agreements = await open(state);
    const wishes = agreements.wishes();
    await agreements.record({ agreed: new Map(), differing: [], refusals: [refusal], wishes });
    await agreements.record({ agreed: wishes, differing: [], refusals: [], wishes });
    expect((await open(state)).provisioning(id)).toBe('applied');
  });
});
