import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { gatewayBeforeCouchDb } from '../support/gateway-couchdb.ts';
import { openBrowser } from './support/browser.ts';
import { expect, test } from './support/launch.ts';

const checkout = join(import.meta.dirname, '../..');
const files: Readonly<Record<string, readonly [string, string]>> = {
  '/': ['docs/starter/index.html', 'text/html'],
  '/pouchdb.min.js': ['node_modules/pouchdb/dist/pouchdb.min.js', 'text/javascript'],
};

const rowsSchema = z.object({
  rows: z.array(z.object({ id: z.string(), doc: z.record(z.string(), z.unknown()) })),
});

/** Every document of a database, by id. */
function byId(answer: unknown): Readonly<Record<string, unknown>> {
  const { rows } = rowsSchema.parse(answer);
  return Object.fromEntries(rows.map(({ id, doc }) => [id, doc]));
}

async function add(page: Page, text: string): Promise<void> {
  await page.locator('input[name=text]').fill(text);
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByLabel(text)).toBeVisible();
}

/** Serves the page and PouchDB as it is published, and nothing else. */
async function servePage() {
  const server = createServer((request, response) => {
    const [path, type] = files[request.url ?? ''] ?? [];
    if (path === undefined) {
      response.writeHead(404).end();
      return;
    }
    void readFile(join(checkout, path)).then((bytes) => {
      response.writeHead(200, { 'content-type': type }).end(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('G1 G2: the starter page syncs through the gateway from a browser, goes on without it, and outlives its token', async () => {
  test.setTimeout(180_000);
  const [server, site] = [await startOwnCouchDb(), await servePage()];
  const scene = await gatewayBeforeCouchDb(server, { lifeSeconds: 5, corsOrigins: [site.url] });
  const acme = await scene.tenant('acme');
  const { key, keyId } = await scene.token(acme);
  const name = 'shop_acme_products';
  const { tenant_id } = acme;
  await scene.must('PUT', `/${name}/first`, { text: 'Flour', done: false, tenant_id });
  const inPage = `new PouchDB('${name}').allDocs({ include_docs: true })`;
  const browser = await openBrowser(site.url);
  try {
    const { page } = browser;
    const state = page.getByRole('status');
    await page.getByPlaceholder('https://gateway.example.org').fill(scene.url);
    await page.getByPlaceholder('shop_acme_products').fill(name);
    await page.getByPlaceholder('myc_…').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByLabel('Flour')).toBeVisible();
    await expect(state).toHaveText('In sync');

    // More tokens than one end meanwhile, and what is written on both sides still arrives.
    const tokens = (): number => scene.registry.counted.get(keyId) ?? 0;
    const made = tokens();
    await expect.poll(tokens, { timeout: 40_000 }).toBeGreaterThan(made + 2);
    await scene.must('PUT', `/${name}/second`, { text: 'Salt', done: false, tenant_id });
    await expect(page.getByLabel('Salt')).toBeVisible();
    await add(page, 'Sugar');
    const atServer = async () =>
      byId(await scene.must('GET', `/${name}/_all_docs?include_docs=true`));
    const texts = async (): Promise<string> => JSON.stringify(await atServer());
    await expect.poll(texts).toContain('Sugar');

    await scene.stop();
    await add(page, 'Tea');
    await page.getByLabel('Flour').check();
    await expect(state).toContainText('Offline', { timeout: 30_000 });
    await page.reload();
    await expect(page.getByLabel('Tea')).toBeVisible();
    await expect(page.getByLabel('Flour')).toBeChecked();
    await scene.must('PUT', `/${name}/third`, { text: 'Milk', done: false, tenant_id });
    expect(await texts()).not.toContain('Tea');

    await scene.again();
    await expect(page.getByLabel('Milk')).toBeVisible({ timeout: 30_000 });
    await expect.poll(texts, { timeout: 30_000 }).toContain('Tea');
    await expect
      .poll(async () => byId(await page.evaluate(inPage)), { timeout: 30_000 })
      .toEqual(await atServer());
    await expect(state).toHaveText('In sync');
  } finally {
    await browser.close();
    await scene.close();
    await site.stop();
    await server.stop();
  }
});
