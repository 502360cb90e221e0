import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditFiles, AuditState } from '../../../../src/gateway/registry/audit-file.ts';
import { openGatewayLog } from '../../../../src/gateway/registry/audit-log.ts';
import type { DeviceSecret } from '../../../../src/gateway/registry/device-key.ts';
import { documentState } from '../../../../src/gateway/registry/document-state.ts';
import { executeCommand } from '../../../../src/gateway/registry/execute.ts';
import { createGatewayMemory } from '../../../../src/gateway/registry/gateway-memory.ts';
import { settleBegun } from '../../../../src/gateway/registry/settle-begun.ts';
import { writeStages } from '../../../../src/gateway/registry/write-stages.ts';
import { getAllLeaves } from '../../../../src/couch/get-all-leaves.ts';
import { verifySignature } from '../../../../src/main/log/ed25519.ts';
import { sha256 } from '../../../../src/main/log/sha256.ts';
import type { Command } from '../../../../src/shared/commands/command.ts';
import { createApiKey } from '../../../../src/shared/commands/create-apikey.ts';
import { revokeApiKeys } from '../../../../src/shared/commands/revoke-apikeys.ts';
import { shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import { createLogVerifier } from '../../../../src/shared/log/log-verifier.ts';
import { logDatabase, registryDatabase } from '../../../../src/shared/naming.ts';
import { fakeRegistry, type FakeRegistry, type Fault } from '../../../support/fake-registry.ts';
import { fleetTenant } from '../../../support/fleet.ts';

const tenantId = '3f0c6f3e-6f9e-4b1a-9d2c-00000000000a';
const tenant = fleetTenant('acme', { tenant_id: tenantId });

/** Files in memory, as they would be after a crash. */
function memoryFiles(): AuditFiles {
  let key: DeviceSecret | null = null;
  let state: AuditState | null = null;
  return {
    readKey: () => Promise.resolve(key),
    readState: () => Promise.resolve(structuredClone(state)),
    writeKey: (secret) => {
      key = secret;
      return Promise.resolve();
    },
    writeState: (changed) => {
      state = structuredClone(changed);
      return Promise.resolve();
    },
  };
}

let uuids = 0;

/** A gateway that sees only what it writes and reads again itself. */
async function gatewayOn(server: FakeRegistry, files: AuditFiles) {
  const memory = createGatewayMemory();
  let clock = Date.parse('2026-03-01T10:00:00.000Z');
  const now = () => new Date((clock += 1000));
  const log = await openGatewayLog({ transport: server, files, device: 'gw', now });
  async function reread(ids: readonly string[]): Promise<void> {
    const leaves = await getAllLeaves(server, registryDatabase, ids);
    for (const [id, found] of leaves) memory.set(id, documentState(id, found, now().toISOString()));
  }
  await reread(server.ids(registryDatabase));
  return {
    memory,
    log,
    reread,
    execute: <Result>(command: Command<Result>, actor = 'anna') =>
      executeCommand({
        command,
        context: {
          now: now().toISOString(),
          actor,
          digest: sha256,
          uuid: () => `00000000-0000-4000-8000-${String((uuids += 1)).padStart(12, '0')}`,
        },
        transport: server,
        log,
        follower: { memory: () => memory, reread, wrote: () => undefined, tell: () => undefined },
      }),
  };
}

function newKey(keyId: string): Command<unknown> {
  return createApiKey({
    keyId,
    tenantId,
    name: 'Till',
    keyHash: sha256(keyId),
    scopes: { access: 'write', databases: null },
    expiresAt: null,
  });
}

function startedServer(): FakeRegistry {
  const server = fakeRegistry();
  server.edit(registryDatabase, shopBlueprint);
  server.edit(registryDatabase, tenant);
  return server;
}

const fault = fc.constantFrom<Fault>(null, null, null, 'request', 'answer');

describe('commands at a gateway', () => {
  it('are told in the log if and only if they were done, whatever gets lost and when it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fault, { maxLength: 8 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (rounds, hard) => {
          const server = startedServer();
          const files = memoryFiles();
          for (const [number, faults] of rounds.entries()) {
            // A new process each time: nothing is left of the one before but its files.
            const gateway = await gatewayOn(server, files);
            server.faults.splice(0, Infinity, ...faults);
            await gateway.execute(newKey(`k${String(number)}`)).catch(() => undefined);
            const revoke = revokeApiKeys({ keyIds: [`k${String(number)}`], reason: '', hard });
            await gateway.execute(revoke).catch(() => undefined);
            await gateway.log.flush().catch(() => undefined);
            server.faults.splice(0);
          }
          const last = await gatewayOn(server, files);
          await settleBegun(server, last.log);
          await last.log.flush();

          const entries = server.ids(logDatabase).flatMap((id) => server.leaves(logDatabase, id));
          const told = (action: string, id: string) =>
            entries.filter((entry) => entry['action'] === action && entry['resource_id'] === id)
              .length;
          for (const number of rounds.keys()) {
            const id = `apikey_k${String(number)}`;
            const there = server.leaves(registryDatabase, id).length;
            const revoked = server.leaves(registryDatabase, `revocation_k${String(number)}`).length;
            expect(told('key_generated', id)).toBe(there);
            expect(told('key_revoked', id)).toBe(revoked);
          }
          const verifier = createLogVerifier({ sha256, verify: verifySignature });
          for (const entry of entries) verifier.add(entry);
          expect(verifier.finish({ knownHeads: new Map(), wholeSince: null }).findings).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('run again on what somebody else has written, with the same instant and ids', async () => {
    const server = startedServer();
    const gateway = await gatewayOn(server, memoryFiles());
    const seen: string[] = [];
    const rename: Command<string> = (snapshot, context) => {
      const known = snapshot.tenants.get(tenantId);
      if (known === undefined) throw new Error('no tenant');
      const id = context.uuid();
      seen.push(`${known.description} ${context.now} ${id}`);
      if (seen.length === 1) server.edit(registryDatabase, { ...known, description: 'theirs' });
      return { documents: [{ ...known, name: 'Ours' }], audit: [], result: id };
    };
    await gateway.execute(rename);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBe(seen[0]?.replace(tenant.description, 'theirs'));
    expect(gateway.memory.access.tenant(tenantId)).toMatchObject({
      name: 'Ours',
      description: 'theirs',
    });
  });

  it('give up where others are quicker each time, and write nothing over them', async () => {
    const server = startedServer();
    const gateway = await gatewayOn(server, memoryFiles());
    let runs = 0;
    const rename: Command<null> = (snapshot) => {
      const known = snapshot.tenants.get(tenantId);
      if (known === undefined) throw new Error('no tenant');
      runs += 1;
      server.edit(registryDatabase, { ...known, description: String(runs) });
      return { documents: [{ ...known, name: 'Ours' }], audit: [], result: null };
    };
    await expect(gateway.execute(rename)).rejects.toMatchObject({ code: 'conflict' });
    expect(server.leaves(registryDatabase, tenant._id)).toMatchObject([
      { name: tenant.name, description: String(runs) },
    ]);
    expect(gateway.log.begun()).toEqual([]);
  });

  it('sees what it wrote in part as not written when it runs again, and completes it', async () => {
    const server = startedServer();
    const gateway = await gatewayOn(server, memoryFiles());
    await gateway.execute(newKey('k1'));
    const [before] = server.leaves(registryDatabase, tenant._id);
    if (before === undefined) throw new Error('no tenant');
    server.edit(registryDatabase, { ...before, description: 'theirs' });
    const { revoked, tenants } = await gateway.execute(
      revokeApiKeys({ keyIds: ['k1'], reason: '', hard: true }),
    );
    expect([revoked, tenants]).toEqual([1, 1]);
    expect(gateway.memory.access.isKeyRevoked('k1')).toBe(true);
    expect(server.leaves(registryDatabase, tenant._id)).toMatchObject([
      { description: 'theirs', epoch: tenant.epoch + 1 },
    ]);
  });

  it('leaves an edit of a tenant in conflict undecided where it is about something else', async () => {
    const server = startedServer();
    const other = { ...tenant, enabled: false, _rev: '1-0' };
    server.replicate(registryDatabase, other);
    const gateway = await gatewayOn(server, memoryFiles());
    expect(gateway.memory.access.tenant(tenantId)?.enabled).toBe(false);
    await gateway.execute((snapshot) => {
      const known = snapshot.tenants.get(tenantId);
      if (known === undefined) throw new Error('no tenant');
      return { documents: [{ ...known, name: 'Ours' }], audit: [], result: null };
    });
    expect(server.leaves(registryDatabase, tenant._id)).toMatchObject([
      { name: 'Ours', enabled: true },
      { enabled: false },
    ]);
    expect(gateway.memory.access.tenant(tenantId)).toMatchObject({ name: 'Ours', enabled: false });
  });

  it('go out in stages: what withdraws first, memberships before who points at them', () => {
    const at = '2026-01-01T00:00:00.000Z';
    const stamp = { createdAt: at, createdBy: 'a', updatedAt: at, updatedBy: 'a' };
    const user = {
      _id: 'user_u',
      type: 'user' as const,
      user_id: 'u',
      sub: null,
      email: '',
      name: '',
      avatar: null,
      lastLoginAt: null,
      deletedAt: null,
      ...stamp,
    };
    const revocation = {
      _id: 'revocation_k',
      type: 'revocation' as const,
      key_id: 'k',
      tenant_id: tenantId,
      reason: '',
      ...stamp,
    };
    const stages = writeStages([user, tenant, revocation]).map((stage) =>
      stage.map(({ type }) => type),
    );
    expect(stages).toEqual([['revocation'], ['tenant'], ['user']]);
  });
});

describe('the gateway’s part of the audit log', () => {
  it('begins a new chain where its key is lost, and says so', async () => {
    const server = startedServer();
    const files = memoryFiles();
    const first = await gatewayOn(server, files);
    await first.execute(newKey('k1'));
    await first.log.flush();
    const lost = { ...files, readKey: () => Promise.resolve(null) };
    const second = await gatewayOn(server, lost);
    await second.log.flush();
    const actions = server
      .ids(logDatabase)
      .flatMap((id) => server.leaves(logDatabase, id).map((entry) => entry['action']));
    expect(actions.sort()).toEqual(['key_generated', 'log_chain_begun']);
  });

  it('begins a new chain where its folder was an older copy', async () => {
    const server = startedServer();
    const files = memoryFiles();
    const first = await gatewayOn(server, files);
    const before = await files.readState();
    await first.execute(newKey('k1'));
    await first.log.flush();
    if (before === null) throw new Error('no state');
    await files.writeState(before);
    const copy = await gatewayOn(server, files);
    await copy.log.flush();
    await copy.execute(newKey('k2'));
    await copy.log.flush();
    const entries = server.ids(logDatabase).flatMap((id) => server.leaves(logDatabase, id));
    const verifier = createLogVerifier({ sha256, verify: verifySignature });
    for (const entry of entries) verifier.add(entry);
    expect(entries.map((entry) => entry['action']).sort()).toEqual([
      'key_generated',
      'key_generated',
      'log_chain_begun',
    ]);
    expect(verifier.finish({ knownHeads: new Map(), wholeSince: null }).findings).toEqual([]);
  });
});
