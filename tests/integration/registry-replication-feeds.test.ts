import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { openPreparedRegistry } from '../support/open-test-registry.ts';
import { sampleTenant } from '../support/registry-samples.ts';

const server = inject('couchdb');
const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;

it('a replication that fails while it sends leaves no feed of the registry open (R1)', async () => {
  const url = `${server.url}/registry-${randomUUID()}`;
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-feeds-'));
  const registry = await openPreparedRegistry(directory, 'anna');
  const warnings: string[] = [];
  const onWarning = ({ name }: Error) => warnings.push(name);
  let refuses = false;
  const ask: typeof globalThis.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (refuses && address.includes('_revs_diff')) {
      return Promise.resolve(new Response('{"error":"internal_server_error"}', { status: 500 }));
    }
    const headers = new Headers(init?.headers);
    headers.set('authorization', authorization);
    return fetch(input, { ...init, headers });
  };
  process.on('warning', onWarning);
  try {
    await ask(url, { method: 'PUT' });
    // Each feed that stayed open would listen for the end of the database; node warns of the eleventh.
    for (let round = 0; round < 12; round += 1) {
      refuses = false;
      const caughtUp = new Set<string>();
      const replication = registry.replicate(
        { url, fetch: ask },
        {
          live: true,
          onProgress: ({ direction, kind }) => {
            if (kind === 'caught-up') caughtUp.add(direction);
            if (caughtUp.size < 2 || refuses) return;
            refuses = true;
            void registry.execute(createTenant(sampleTenant(`t-${String(round)}`)));
          },
        },
      );
      await expect(replication.ended).rejects.toThrow();
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', onWarning);
    await registry.close();
    await ask(url, { method: 'DELETE' });
    await rm(directory, { recursive: true, force: true });
  }
});
