import { rawClient } from '../support/couchdb-client.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { agreement, compare, go, openTenant, withTenant } from './support/drive.ts';
import { seen } from './support/every-screen.ts';
import { startGatewayProcess } from './support/gateway-process.ts';
import { expect, test } from './support/launch.ts';

test('G1, K3, K5, K6: a gateway’s key is planned and applied, an API key is tried, and its use appears', async ({
  launch,
}) => {
  test.setTimeout(90_000);
  const server = await startOwnCouchDb();
  let gateway: Awaited<ReturnType<typeof startGatewayProcess>> | null = null;
  try {
    // With options of its own the listener restarts once instead of twice, so that applying rests half as long.
    await rawClient(server, server)(
      'PUT',
      '/_node/_local/_config/chttpd/server_options',
      '[{recbuf, undefined}, {acceptor_pool_size, 32}, {max, 65536}]',
    );
    const { page } = await launch();
    await withTenant(page, server, 'Acme Ltd');
    gateway = await startGatewayProcess(server, 'east');
    const pane = await openTenant(page, 'Acme Ltd');
    await pane.getByRole('tab', { name: 'API keys' }).click();
    await pane.getByRole('button', { name: 'New key' }).click();
    const making = page.getByRole('dialog', { name: /^New API key/ });
    await making.getByRole('textbox', { name: 'Name' }).fill('Till in Oslo');
    await making.getByRole('button', { name: 'Make the key' }).click();
    const secret = await page.getByTestId('new-key').innerText();
    await page.getByRole('button', { name: 'I have it' }).click();
    await expect(pane.getByText('Never used')).toBeVisible();

    // The key that the gateway published is there, waits for a plan, and the handler waits for consent.
    await go(page, 'Settings');
    const address = page.getByRole('textbox', { name: 'Address of the gateway' });
    await address.fill(gateway.url);
    await address.press('Enter');
    const listed = page.getByRole('listitem', { name: 'Gateway east' });
    await expect(listed.getByText('Next', { exact: true })).toBeVisible();
    await expect(page.getByText('2 changes wait for a plan')).toBeVisible();
    await expect(page.getByText('CouchDB does not look at tokens').first()).toBeVisible();
    await listed.scrollIntoViewIfNeeded();
    await seen(page, 'a gateway that waits');
    await compare(page);
    await page.getByRole('button', { name: 'Apply 2 operations' }).click();
    const applying = page.getByRole('dialog');
    await applying.getByRole('checkbox', { name: 'Switch on the JWT handler too' }).check();
    await applying.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText('2 operations applied')).toBeVisible({ timeout: 30_000 });
    await go(page, 'Settings');
    await expect(listed.getByText('Active', { exact: true })).toBeVisible({ timeout: 15_000 });
    await expect(listed.getByText('Installed in CouchDB.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Take the JWT handler away…' })).toBeVisible();

    // From the palette: read here, exchanged with consent, and asked what it reaches.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('try a key');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Try an API key' });
    await dialog.getByLabel('API key', { exact: true }).fill(`${secret}x`);
    await page.keyboard.press('Enter');
    await expect(dialog.getByText(/was sent nowhere/)).toBeVisible();
    await dialog.getByLabel('API key', { exact: true }).fill(secret);
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('Till in Oslo of Acme Ltd')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('It reaches what it should, and nothing else')).toBeVisible();
    await expect(
      dialog.getByRole('row', { name: /^shop_acme-ltd_products Yes 200/ }),
    ).toBeVisible();
    await expect(dialog.getByRole('row', { name: /^couch-sitter No 404/ })).toBeVisible();
    await dialog.getByText('As curl commands').click();
    await expect(dialog.getByText(/\$TOKEN/).first()).toBeVisible();
    await seen(page, 'a key tried');
    expect(await page.content()).not.toContain(secret);
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    // What the gateway counted comes with its last words, and counts wherever keys are listed.
    await gateway.stop();
    expect(gateway.said()).not.toContain(secret);
    await agreement(page);
    await go(page, 'API keys');
    await page.getByRole('gridcell', { name: 'Till in Oslo' }).click();
    const detail = page.getByRole('complementary', { name: 'API key Till in Oslo' });
    await expect(detail.getByRole('row', { name: /^east 1 1/ })).toBeVisible({ timeout: 15_000 });
    await seen(page, 'use of a key');
  } finally {
    await gateway?.stop();
    await server.stop();
  }
});
