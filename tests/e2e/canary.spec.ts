import { join } from 'node:path';
import { homedir } from 'node:os';
import type { Page } from '@playwright/test';
import {
  scanBytes,
  scanFolder,
  scanProcesses,
  type Canaries,
  type Finding,
} from '../support/canary-scan.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { pollute } from '../support/pollute.ts';
import { registryBodies } from '../support/registry-bodies.ts';
import { startSecretRelay } from '../support/secret-relay.ts';
import {
  agreement,
  apply,
  compare,
  connect,
  createTenant,
  openTenant,
  reveal,
  workOffline,
} from './support/drive.ts';
import { expect, test, type RunningConsole } from './support/launch.ts';

const passphrase = 'canary-passphrase-3b91d7-only-for-this';

/** The operating system's own keychain is where secrets belong. */
const keyring = (path: string): boolean => path.includes(join('share', 'keyrings'));

/** A day's work with every kind of secret in it; answers them. */
async function work(opened: RunningConsole, typed: Canaries = {}): Promise<Canaries> {
  const { page } = opened;
  const server = await startCouchDb();
  const relay = await startSecretRelay(server.url);
  try {
    await pollute(server);
    await workOffline(page);
    await createTenant(page, { name: 'Acme Ltd', key: 'acme' });
    await connect(page, { ...server, url: relay.url });
    await agreement(page);
    await compare(page);
    await apply(page, 11);
    const pane = await openTenant(page, 'Acme Ltd');
    const proof = typed['passphrase'] ?? server.password;
    const revealed = await reveal(pane, 'shop_acme_sync', proof);
    const seen = relay.secrets();
    expect(seen).toContain(server.password);
    // The administrator, the operator's own account, and their sessions.
    expect(seen.length).toBeGreaterThanOrEqual(4);
    const canaries: Record<string, string> = { ...typed, 'revealed password': revealed };
    for (const [index, secret] of seen.entries()) canaries[`wire secret ${String(index)}`] = secret;
    await pane.getByRole('button', { name: 'Hide' }).click();
    await expect(pane.getByTestId('revealed-password')).toBeHidden();
    await expectForgotten(page, canaries);
    const { findings, processes } = await scanProcesses(canaries);
    expect(processes).toBeGreaterThan(4);
    expect(findings).toEqual([]);
    await opened.close();
    return canaries;
  } finally {
    await relay.stop();
    await server.stop();
  }
}

/** What the page no longer shows it no longer has, once the garbage is collected. */
async function expectForgotten(page: Page, canaries: Canaries): Promise<void> {
  const inspector = await page.context().newCDPSession(page);
  const found = async (): Promise<readonly Finding[]> => {
    const chunks: string[] = [];
    const collect = ({ chunk }: { readonly chunk: string }): void => {
      chunks.push(chunk);
    };
    inspector.on('HeapProfiler.addHeapSnapshotChunk', collect);
    await inspector.send('HeapProfiler.collectGarbage');
    await inspector.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    inspector.off('HeapProfiler.addHeapSnapshotChunk', collect);
    const heap = Buffer.from(chunks.join(''));
    expect(scanBytes('heap', heap, { tenant: 'Acme Ltd' }).length).toBeGreaterThan(0);
    return scanBytes('heap', heap, canaries);
  };
  // Each look takes a processor a second, and what a query keeps it keeps for a minute.
  await expect.poll(found, { intervals: [1_000, 4_000], timeout: 90_000 }).toEqual([]);
  await inspector.detach();
}

async function expectClean(dataDir: string, canaries: Canaries): Promise<void> {
  // The scan can find what is there: the tenant's name is.
  const control = await scanFolder(dataDir, { tenant: 'Acme Ltd' });
  expect(control.findings.length).toBeGreaterThan(0);

  const data = await scanFolder(dataDir, canaries);
  expect(data.files).toBeGreaterThan(10);
  expect(data.findings).toEqual([]);
  const home = await scanFolder(homedir(), canaries, keyring);
  expect(home.findings).toEqual([]);

  // LevelDB compresses its tables; read through PouchDB they are plain.
  const bodies = await registryBodies(join(dataDir, 'registry'));
  expect(bodies).toContain('Acme Ltd');
  expect(scanBytes('registry', Buffer.from(bodies), canaries)).toEqual([]);
}

test.describe('I5 R6: no secret is left behind', () => {
  test.skip(process.platform !== 'linux', 'reads /proc');

  test('with the keychain', async ({ launch }) => {
    test.setTimeout(240_000);
    const opened = await launch();
    const canaries = await work(opened);
    await expectClean(opened.dataDir, canaries);
  });

  test('with a passphrase, where there is no keychain', async ({ launch }) => {
    test.setTimeout(240_000);
    const opened = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } });
    await choosePassphrase(opened);
    const canaries = await work(opened, { passphrase });
    await expectClean(opened.dataDir, canaries);
  });
});

async function choosePassphrase({ page }: RunningConsole): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Repeat the passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Seal with this passphrase' }).click();
}
