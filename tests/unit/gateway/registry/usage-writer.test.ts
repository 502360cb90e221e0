import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUsageWriter } from '../../../../src/gateway/registry/usage-writer.ts';
import { usageDocumentId } from '../../../../src/shared/documents/usage.ts';
import { registryDatabase } from '../../../../src/shared/naming.ts';
import { fakeRegistry, type Fault } from '../../../support/fake-registry.ts';

const tenantId = '3f0c6f3e-6f9e-4b1a-9d2c-00000000000a';
const at = new Date('2026-03-01T10:00:00.000Z');
const fault = fc.constantFrom<Fault>(null, null, 'request', 'answer');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('k1', 'k2').map((key) => ({ do: 'count' as const, key })),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fault, { maxLength: 6 })
      .map((faults) => ({ do: 'flush' as const, faults })),
  },
);

describe('usage of API keys (K3)', () => {
  it('is neither lost nor counted twice, whichever requests or answers get lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const server = fakeRegistry();
        let now = at.getTime();
        const clock = () => new Date((now += 1));
        const writer = createUsageWriter({ transport: server, gateway: 'gw', now: clock });
        const counted = new Map<string, number>();
        for (const one of steps) {
          if (one.do === 'count') {
            writer.count(one.key, tenantId, at);
            counted.set(one.key, (counted.get(one.key) ?? 0) + 1);
          } else {
            server.faults.splice(0, Infinity, ...one.faults);
            await writer.flush().catch(() => undefined);
          }
        }
        server.faults.splice(0);
        await writer.flush();
        for (const [key, count] of counted) {
          const [document] = server.leaves(
            registryDatabase,
            usageDocumentId(key, 'gw', '2026-03-01'),
          );
          expect(document).toMatchObject({ count, key_id: key, last_used: at.toISOString() });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('goes on from what this gateway wrote before it was started again, the highest of its leaves', async () => {
    const server = fakeRegistry();
    const first = createUsageWriter({ transport: server, gateway: 'gw', now: () => at });
    first.count('k1', tenantId, at);
    first.count('k1', tenantId, at);
    await first.flush();
    const id = usageDocumentId('k1', 'gw', '2026-03-01');
    const [written] = server.leaves(registryDatabase, id);
    if (written === undefined) throw new Error('not written');
    server.replicate(registryDatabase, { ...written, count: 40, _rev: '1-0' });
    const second = createUsageWriter({ transport: server, gateway: 'gw', now: () => at });
    second.count('k1', tenantId, new Date(at.getTime() + 1000));
    await second.flush();
    expect(server.leaves(registryDatabase, id)[0]).toMatchObject({
      count: 41,
      last_used: '2026-03-01T10:00:01.000Z',
    });
  });

  it('has a document for each day', async () => {
    const server = fakeRegistry();
    const writer = createUsageWriter({ transport: server, gateway: 'gw', now: () => at });
    writer.count('k1', tenantId, new Date('2026-03-01T23:59:59.999Z'));
    writer.count('k1', tenantId, new Date('2026-03-02T00:00:00.000Z'));
    await writer.flush();
    expect(server.ids(registryDatabase)).toEqual([
      'usage_k1_gw_2026-03-01',
      'usage_k1_gw_2026-03-02',
    ]);
  });
});
