import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRegistry } from '../support/open-test-registry.ts';
import { buildProgram, startProgram, type BuiltProgram } from '../support/run-program.ts';

let program: BuiltProgram;
let directory = '';

beforeAll(async () => {
  program = await buildProgram('registry-full-disk');
  directory = await mkdtemp(join(tmpdir(), 'mycouch-full-'));
});
afterAll(async () => {
  await program.remove();
  await rm(directory, { recursive: true, force: true });
});

// Only Linux lets a limit of a running process be lifted.
describe.runIf(process.platform === 'linux')('a write that fails half-way', () => {
  it('is reported, and what is acknowledged after it is kept all the same', async () => {
    const writer = startProgram(program, [directory], {
      command: ['bash', '-c', 'ulimit -S -f 200; exec "$0" "$@"'],
    });
    const failures = () => writer.lines.filter((line) => line.startsWith('failed'));
    const acknowledged = () =>
      writer.lines.flatMap((line) => /^acknowledged (.+)$/.exec(line)?.[1] ?? []);
    await writer.until(() => failures().length >= 2);
    expect(new Set(failures())).toEqual(new Set(['failed disk-full']));

    await promisify(execFile)('prlimit', ['--pid', String(writer.child.pid), '--fsize=unlimited']);
    const before = acknowledged().length;
    await writer.until(() => acknowledged().length >= before + 30);
    writer.kill('SIGKILL');
    await writer.ended;
    expect(acknowledged().length).toBeGreaterThanOrEqual(before + 30);

    const registry = await openTestRegistry(directory);
    const { tenantsByKey } = registry.snapshot();
    expect(acknowledged().filter((key) => !tenantsByKey.has(key))).toEqual([]);
    await registry.close();
  });
});
