import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import {
  openTestConsole,
  registryShows,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let server: CouchDbServer;
let consoles: Console[] = [];
const directories: Awaited<ReturnType<typeof temporaryDirectory>>[] = [];

beforeAll(async () => {
  server = await startCouchDb();
});
afterAll(async () => {
  await server.stop();
});
afterEach(async () => {
  await Promise.all(consoles.map((console) => console.close()));
  consoles = [];
  for (const directory of directories.splice(0)) await directory.remove();
});

async function open(directory: string, operatorName: string): Promise<Console> {
  const made = await openTestConsole(directory, { operatorName, replication: 'on-demand' });
  consoles.push(made);
  return made;
}

async function connected(name: string): Promise<{ console: Console; directory: string }> {
  const directory = await temporaryDirectory(`conflicts-${name}`);
  directories.push(directory);
  const console = await open(directory.path, name);
  const { url, username, password } = server;
  await console.api.connection.connect({ url, username, password });
  await console.api.sync.now(undefined);
  return { console, directory: directory.path };
}

const all = { search: '', kind: null, offset: 0, limit: 50 } as const;

it('two consoles that edited offline merge what they can and ask for the rest', async () => {
  const anna = await connected('anna');
  const { id } = await anna.console.api.tenants.create(tenantForm('meets'));
  const { id: other } = await anna.console.api.tenants.create(tenantForm('asks'));
  await anna.console.api.sync.now(undefined);
  const ben = await connected('ben');
  // Closed and opened again without replication: on a plane.
  await ben.console.close();
  const away = await open(ben.directory, 'ben');
  await away.api.tenants.edit({ id, description: 'of Ben' });
  await away.api.tenants.edit({ id: other, name: 'Ben’s' });
  await away.close();
  await anna.console.api.tenants.edit({ id, name: 'Anna’s' });
  await anna.console.api.tenants.edit({ id: other, name: 'Of Anna' });
  await anna.console.api.sync.now(undefined);

  const back = await openTestConsole(ben.directory, { operatorName: 'ben' });
  consoles.push(back);
  const waiting = new Promise<number>((resolve) => {
    const stop = back.events.on('conflicts.changed', ({ open: count }) => {
      if (count !== 1) return;
      stop();
      resolve(count);
    });
  });
  expect(await waiting).toBe(1);
  const page = await back.api.conflicts.list(all);
  expect(page).toMatchObject({ total: 1, mergedQuietly: 1, rows: [{ asks: ['/name'] }] });
  expect(await back.api.tenants.get({ id })).toMatchObject({
    name: 'Anna’s',
    description: 'of Ben',
  });
  const documentId = page.rows[0]?.documentId ?? '';
  const detail = await back.api.conflicts.get({ documentId });
  expect(detail.sideList.filter(({ mine }) => mine)).toHaveLength(1);
  expect(await back.api.conflicts.resolveMany({ documentIds: [documentId], take: 'mine' })).toEqual(
    { resolved: 1, left: [] },
  );
  await back.api.sync.now(undefined);
  await anna.console.api.sync.now(undefined);
  await registryShows(anna.console, async () => {
    const { total } = await anna.console.api.conflicts.list(all);
    return total === 0;
  });
  expect(await anna.console.api.tenants.get({ id: other })).toMatchObject({ name: 'Ben’s' });
}, 60_000);
