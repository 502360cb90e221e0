import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogVerifier } from '../../src/shared/log/log-verifier.ts';
import { readSigningKey, verifySignature } from '../../src/main/log/ed25519.ts';
import { sha256 } from '../../src/main/log/sha256.ts';
import { openTestRegistry } from '../support/open-test-registry.ts';
import { buildProgram, startProgram, type BuiltProgram } from '../support/run-program.ts';

let program: BuiltProgram;
let directory = '';

beforeAll(async () => {
  program = await buildProgram('registry-writer');
  directory = await mkdtemp(join(tmpdir(), 'mycouch-kill-'));
});
afterAll(async () => {
  await program.remove();
  await rm(directory, { recursive: true, force: true });
});

describe('a process killed while it writes', () => {
  it('loses no acknowledged command, and writes none in part', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const writer = startProgram(program, [directory, String(round)]);
      // 1 is the line that says it is ready.
      const enough = 2 + Math.floor(Math.random() * 40);
      await writer.until(() => writer.lines.length >= enough);
      writer.kill('SIGKILL');
      await writer.ended;
      expect(writer.lines[0]).toBe('ready');
      for (const key of writer.lines.slice(1)) acknowledged.add(key);

      const registry = await openTestRegistry(directory);
      const { tenants, tenantsByKey, accounts } = registry.snapshot();
      const lost = [...acknowledged].filter((key) => !tenantsByKey.has(key));
      expect(lost).toEqual([]);
      for (const id of tenants.keys()) expect(accounts.get(id)).toHaveLength(2);
      // One entry a tenant and one for the blueprint.
      const { total } = await registry.auditPage({ tenantId: null, offset: 0, limit: 1 });
      expect(total).toBe(tenants.size + 1);
      // Whatever the kill came between, the chain is whole, and every entry is in it once.
      const signer = readSigningKey(await readFile(join(directory, 'key-for-tests.json'), 'utf8'));
      if (signer === null) throw new Error('The key of the writer cannot be read.');
      await registry.log.use(signer);
      const verifier = createLogVerifier({ sha256, verify: verifySignature });
      for await (const bodies of registry.log.all()) for (const body of bodies) verifier.add(body);
      const outcome = verifier.finish({ knownHeads: new Map(), wholeSince: null });
      expect(outcome).toMatchObject({ entries: tenants.size + 1, findings: [] });
      expect(registry.log.chain()?.seq).toBe(tenants.size + 1);
      expect(registry.problems()).toEqual([]);
      await registry.close();
    }
    expect(acknowledged.size).toBeGreaterThan(6);
  });

  it('is told from a second one by the lock', async () => {
    const writer = startProgram(program, [directory, 'lock']);
    await writer.until(() => writer.lines.length > 0);
    await expect(openTestRegistry(directory)).rejects.toMatchObject({ code: 'data-in-use' });
    writer.kill('SIGKILL');
    await writer.ended;
    await (await openTestRegistry(directory)).close();
  });
});
