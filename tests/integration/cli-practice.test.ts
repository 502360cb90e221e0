import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPracticeLauncher } from '../../src/cli/practice-launcher.ts';
import { buildProgram, type BuiltProgram } from '../support/run-program.ts';
import { openTestConsole, temporaryDirectory, tenantForm } from '../support/test-console.ts';

let program: BuiltProgram;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  program = await buildProgram('practice-server');
  directory = await temporaryDirectory('cli-practice');
});
afterAll(async () => {
  await program.remove();
  await directory.remove();
});

const open = () =>
  openTestConsole(directory.path, {
    practice: createPracticeLauncher(program.path),
    replication: 'on-demand',
  });

describe('a command whose saved connection is the practice server', () => {
  it('starts it, works with it, ends it, and finds the same one the next time', async () => {
    const first = await open();
    const { url } = await first.api.connection.practice(undefined);
    await first.api.tenants.create(tenantForm('acme'));
    const { id } = await first.api.plan.make(undefined);
    expect(await first.api.plan.apply({ planId: id })).toMatchObject({ applied: 11, failed: 0 });
    await first.close();
    await expect(fetch(`${url}/_up`)).rejects.toThrow();

    const second = await open();
    try {
      expect(await second.api.sync.now(undefined)).toMatchObject({ state: 'synced' });
      expect(await second.api.plan.make(undefined)).toMatchObject({ operations: 0 });
    } finally {
      await second.close();
    }
  });

  it('says why it did not start', async () => {
    const launcher = createPracticeLauncher(`${program.path}.missing`);
    await expect(
      launcher.start({
        directory: directory.path,
        username: 'admin',
        password: 'x',
        preferredPort: null,
      }),
    ).rejects.toMatchObject({ code: 'storage-failed' });
  });
});
