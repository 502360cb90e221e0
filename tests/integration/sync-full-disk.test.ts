import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { localLeaves } from '../support/agreement-watcher.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { buildProgram, startProgram, type BuiltProgram } from '../support/run-program.ts';
import { temporaryDirectory } from '../support/test-console.ts';

const server = inject('couchdb');
const raw = rawClient(server, server);
const database = `full-disk-${randomUUID()}`;
const count = 1500;
let program: BuiltProgram;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  program = await buildProgram('sync-full-disk');
  directory = await temporaryDirectory('sync-full-disk');
  await raw('PUT', `/${database}?q=1`);
  const filler = 'x'.repeat(800);
  await raw('POST', `/${database}/_bulk_docs`, {
    docs: Array.from({ length: count }, (_, number) => ({ _id: `other_${number}`, filler })),
  });
});
afterAll(async () => {
  await program.remove();
  await directory.remove();
  await raw('DELETE', `/${database}`);
});

// Only Linux lets a limit of a running process be lifted.
describe.runIf(process.platform === 'linux')('a disk that fills up in the midst of a pull', () => {
  it('is named, keeps what was acknowledged, and is gone on with once there is room', async () => {
    const args = [directory.path, server.url, database, server.username];
    const running = startProgram(program, args, {
      command: ['bash', '-c', 'ulimit -S -f 300; exec "$0" "$@"'],
      env: { SERVER_PASSWORD: server.password },
    });
    try {
      const failures = () => running.lines.filter((line) => /^(error|offline) /.test(line));
      await running.until(() => failures().length >= 2);
      expect([...new Set(failures())]).toEqual(['error disk-full']);
      expect(running.lines).not.toContain('synced none');

      await promisify(execFile)('prlimit', [
        '--pid',
        String(running.child.pid),
        '--fsize=unlimited',
      ]);
      await running.until(() => running.lines.includes('synced none'));
    } finally {
      running.kill('SIGKILL');
      await running.ended;
    }
    const here = await localLeaves(join(directory.path, 'registry')).changed();
    expect(here.filter(({ id }) => id.startsWith('other_'))).toHaveLength(count);
    const [, acknowledged = ''] =
      /^acknowledged (.+)$/.exec(running.lines.find((line) => line.startsWith('ack')) ?? '') ?? [];
    expect(here.map(({ id }) => id)).toContain(acknowledged);
    expect((await raw('GET', `/${database}/${acknowledged}`)).status).toBe(200);
  });
});
