import { randomBytes, randomUUID } from 'node:crypto';
import { keysApi } from '../../src/main/api/keys.ts';
import { createKeyIndex } from '../../src/main/console/key-index.ts';
import { readEntry } from '../../src/shared/registry/entry.ts';
import type { Command } from '../../src/shared/commands/command.ts';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import type { AuditDraft } from '../../src/shared/documents/audit.ts';
import { usageDocumentId, type Usage } from '../../src/shared/documents/usage.ts';
import { manualClock } from './manual-clock.ts';
import { sampleState, sampleTenant, store } from './registry-samples.ts';
import { testDigest } from './test-digest.ts';

/** One day of use at one gateway, as the gateway writes it. */
export function sampleUsage(
  keyId: string,
  tenantId: string,
  lastUsed: string,
  count: number,
  gateway = 'g1',
): Usage {
  const day = lastUsed.slice(0, 10);
  return {
    _id: usageDocumentId(keyId, gateway, day),
    type: 'usage',
    key_id: keyId,
    tenant_id: tenantId,
    gateway,
    day,
    count,
    last_used: lastUsed,
    updatedAt: lastUsed,
    updatedBy: gateway,
  };
}

/** The calls for API keys on a registry in memory, its clock in the test's hand. */
export function keyScene() {
  const clock = manualClock();
  const state = sampleState();
  const audit: AuditDraft[] = [];
  const execute = <Result>(command: Command<Result>): Promise<Result> => {
    try {
      const outcome = command(state.snapshot(), {
        now: clock.now().toISOString(),
        actor: 'anna',
        uuid: randomUUID,
        digest: testDigest,
      });
      store(state, outcome);
      audit.push(...outcome.audit);
      return Promise.resolve(outcome.result);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const registry = { snapshot: state.snapshot, execute };
  const index = createKeyIndex();
  const api = keysApi({ registry, keys: index, clock, randomBytes });
  return {
    clock,
    state,
    audit,
    registry,
    index,
    api,
    tenant: async (key: string): Promise<string> => {
      const input = sampleTenant(key);
      await execute(createTenant(input));
      return input.tenantId;
    },
    make: (tenantId: string, name: string, expiresAt: string | null = null) =>
      api.create({ tenantId, name, scopes: { access: 'write', databases: null }, expiresAt }),
    /** As a gateway would tell, and replication bring. */
    use: (keyId: string, tenantId: string, at: string, count = 1, gateway = 'g1') => {
      const document = sampleUsage(keyId, tenantId, at, count, gateway);
      state.put(document._id, readEntry(document._id, '1-a', document), []);
    },
  };
}
