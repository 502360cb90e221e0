import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
