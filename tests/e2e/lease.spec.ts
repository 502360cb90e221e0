import { randomUUID } from 'node:crypto';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { act, compare, openTenant, withTenant } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

test('P9: who applies is shown, and nothing is applied beside them', async ({ launch }) => {
  test.setTimeout(240_000);
  const server = await startCouchDb();
  const admin = rawClient(server, server);
  try {
    const { page } = await launch();
    await withTenant(page, server, 'Acme Ltd');
    await act(page, await openTenant(page, 'Acme Ltd'), 'Suspend');
    await compare(page);

    // Another console takes the lease, by the document that arbitrates.
    const { body } = await admin('GET', '/couch-sitter/lease');
    const free = typeof body === 'object' && body !== null ? body : {};
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    const taken = await admin('PUT', '/couch-sitter/lease', {
      ...free,
      type: 'lease',
      token: randomUUID(),
      device_id: randomUUID(),
      device: 'desk-of-bea',
      actor: 'bea',
      purpose: 'apply',
      acquiredAt: at(0),
      renewedAt: at(0),
      expiresAt: at(3600),
      requested_by: null,
    });
    expect(taken.status).toBe(201);
    await expect(
      page.getByRole('main').getByText(/^bea on desk-of-bea has been applying since/),
    ).toBeVisible();
    await expect(page.getByRole('contentinfo').getByText(/^bea on desk-of-bea/)).toBeVisible();
    await page.getByRole('button', { name: /^Apply \d+ operations$/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText('Somebody else is applying')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/operations applied$/)).toBeHidden();
  } finally {
    await server.stop();
  }
});
