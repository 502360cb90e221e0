import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { importTenants } from '../../src/shared/commands/import-tenants.ts';
import { createLogVerifier } from '../../src/shared/log/log-verifier.ts';
import { makeSigningKey, verifySignature } from '../../src/main/log/ed25519.ts';
import { sha256 } from '../../src/main/log/sha256.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import { openPreparedRegistry, openTestRegistry } from '../support/open-test-registry.ts';
import { sampleCredentials, sampleTenant } from '../support/registry-samples.ts';

let directory = '';
let registry: Registry;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-registry-log-'));
  registry = await openPreparedRegistry(directory);
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

async function verified(wholeSince: string | null = null) {
  await registry.log.flush();
  const verifier = createLogVerifier({ sha256, verify: verifySignature });
  for await (const bodies of registry.log.all()) for (const body of bodies) verifier.add(body);
  return verifier.finish({ knownHeads: new Map(), wholeSince });
}

const total = async () => (await registry.auditPage({ tenantId: null, offset: 0, limit: 1 })).total;

describe('the log of a registry', () => {
  it('holds a thousand entries of one command, in order and without holding it up', async () => {
    await registry.log.begin(makeSigningKey().signer);
    const tenants = Array.from({ length: 1000 }, (_, n) => ({
      line: n + 2,
      key: `t-${String(n)}`,
      name: `Tenant ${String(n)}`,
      tenantId: randomUUID(),
      credentials: sampleCredentials(),
    }));
    const begun = performance.now();
    await registry.execute(importTenants({ tenants, blueprint: 'blueprint_shop' }));
    // Signing and writing the entries takes a tenth of that on an idle machine.
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await verified()).toMatchObject({ entries: 1001, findings: [] });
    expect(await total()).toBe(1001);
  });

  it('goes on though its log is gone and its key is not there', async () => {
    await registry.log.begin(makeSigningKey().signer);
    await registry.execute(createTenant(sampleTenant('one')));
    await registry.close();
    await rm(join(directory, 'log'), { recursive: true });
    const raw = new PouchDB(join(directory, 'registry'), { adapter: 'leveldb' });
    const head = await raw.get('_local/log-outbox');
    expect(head).toMatchObject({ unchained: 0, chain: { seq: 2 } });
    await raw.close();
    registry = await openTestRegistry(directory);
    // Without its key the next entry waits, and nothing waits for it.
    await registry.execute(createTenant(sampleTenant('two')));
    expect(registry.snapshot().tenantsByKey.has('two')).toBe(true);
    expect(await total()).toBe(1);
  });

  it('writes nothing of a change whose entry cannot be stored', async () => {
    await expect(
      registry.execute(() => ({
        documents: [],
        audit: [
          {
            type: 'audit_log' as const,
            tenant_id: null,
            action: '',
            actor: 'anna',
            resource_type: 'x',
            resource_id: 'x',
            outcome: 'ok' as const,
            details: {},
            createdAt: '2026-01-01T00:00:00.000Z',
          },
        ],
        result: null,
      })),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await total()).toBe(1);
  });

  it('is another one, with a chain of its own, for every server', async () => {
    const first = makeSigningKey().signer;
    await registry.log.begin(first);
    await registry.turnTo('a'.repeat(32), false);
    expect(registry.log.chain()?.deviceId).toBe(first.deviceId);
    let turned = 0;
    registry.log.onTurn(() => {
      turned += 1;
    });
    await registry.turnTo('b'.repeat(32), false);
    expect(registry.log.chain()).toBeNull();
    expect(await total()).toBe(0);
    await registry.turnTo('a'.repeat(32), false);
    expect(registry.log.chain()?.deviceId).toBe(first.deviceId);
    expect(await total()).toBe(1);
    // The tenants go over to a third server, what was done on the first one does not.
    await registry.turnTo('c'.repeat(32), true);
    expect(registry.log.chain()).toBeNull();
    expect(turned).toBe(3);
    await registry.log.begin(makeSigningKey().signer);
    expect(await verified()).toMatchObject({ entries: 0, findings: [] });
  });
});
