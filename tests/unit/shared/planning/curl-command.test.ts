import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { curlCommand } from '../../../../src/shared/planning/curl-command.ts';
import {
  operationRequest,
  requestTarget,
} from '../../../../src/shared/planning/operation-request.ts';
import type { Operation } from '../../../../src/shared/planning/plan.ts';
import { arbitraryOperation } from '../../../support/arbitrary-plan.ts';

const run = promisify(execFile);
const seenSchema = z.array(z.object({ argv: z.array(z.string()), input: z.string() }));

/** Stands in for curl: prints what it was given, as a line of JSON. */
const spy = `curl() { node -e '
  const input = process.argv.includes("@-") ? require("fs").readFileSync(0, "utf8") : "";
  console.log(JSON.stringify({ argv: process.argv.slice(1), input }));
' -- "$@"; }
`;

async function asRun(commands: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'curl-command-'));
  try {
    const script = join(folder, 'script.sh');
    await writeFile(script, `set -e\n${spy}${commands.join('\n')}\n`);
    const { stdout } = await run('sh', [script], { cwd: folder });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    return seenSchema.parse(lines);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const url = 'http://admin:canary-3f@[::1]:5984/couch/';
const sampled: readonly Operation[] = fc.sample(arbitraryOperation, 40);
const large: Operation = {
  kind: 'design.write',
  id: 'design.write a/_design/b',
  target: 'a/_design/b',
  database: 'a',
  rev: null,
  design: { id: '_design/b', body: { text: `it's ${'\\x$y`\n'.repeat(20_000)}` }, version: null },
  tenantId: '8c0d8d4e-6a1b-4d3f-8f43-2f7a3c9d2f10',
  tenantKey: 'oak',
  after: [],
  cause: 'edit',
};

describe('an operation as a curl command', () => {
  it('reaches curl through a real shell as it is, whatever stands in it', async () => {
    const operations = [...sampled, large];
    const seen = await asRun(operations.map((operation) => curlCommand(operation, url)));
    expect(seen).toHaveLength(operations.length);
    for (const [index, operation] of operations.entries()) {
      const { argv = [], input = '' } = seen[index] ?? {};
      const request = operationRequest(operation);
      expect(argv).toContain('--netrc');
      expect(argv[argv.indexOf('-X') + 1]).toBe(request.method);
      expect(argv).toContain(`http://[::1]:5984/couch${requestTarget(request)}`);
      const raw = argv.indexOf('--data-raw');
      const body = raw === -1 ? input : (argv[raw + 1] ?? '');
      expect(body === '' ? undefined : JSON.parse(body)).toEqual(
        request.body === undefined ? undefined : JSON.parse(JSON.stringify(request.body)),
      );
    }
  }, 30_000);

  it('carries no credential of the address', () => {
    for (const operation of sampled) {
      expect(curlCommand(operation, url)).not.toMatch(/canary|admin:/);
    }
  });

  it('addresses what it means, odd names too', () => {
    const target = (operation: Operation) => requestTarget(operationRequest(operation));
    const base = { ...large, kind: 'database.delete', documents: 1 } as const;
    expect(target({ ...base, target: 'a/b+c' })).toBe('/a%2Fb%2Bc');
    expect(target({ ...base, kind: 'user.delete', target: 'ü?', rev: '1-a&b' })).toBe(
      '/_users/org.couchdb.user%3A%C3%BC%3F?rev=1-a%26b',
    );
    expect(target({ ...base, kind: 'database.create', target: 'a', q: 2 })).toBe('/a?q=2');
    expect(target(large)).toBe('/a/_design/b');
  });
});
