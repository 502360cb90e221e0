import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { agreement, connect, createTenant, go, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

const logSchema = z.object({
  rows: z.array(z.object({ id: z.string(), doc: z.looseObject({ _rev: z.string() }) })),
});

/** Entries of the log as the server has them, oldest first. */
async function entriesOf(admin: RawClient) {
  const { body } = await admin('GET', '/couch-sitter-log/_all_docs?include_docs=true');
  return logSchema.parse(body).rows.filter(({ id }) => id.startsWith('audit_'));
}

test('A1 A2: the log is verified on demand, and what was done to it on the server is named', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const server = await startCouchDb();
  const admin = rawClient(server, server);
  try {
    const { app, page, dataDir } = await launch();
    await workOffline(page);
    for (const name of ['Oak', 'Elm', 'Ash', 'Fir']) await createTenant(page, { name });
    await connect(page, server);
    await agreement(page);
    await expect(async () => {
      const made = (await entriesOf(admin)).filter(({ doc }) => doc['action'] === 'tenant_created');
      expect(made.length).toBeGreaterThanOrEqual(4);
    }).toPass();

    await go(page, 'Activity');
    // A1: narrowed by the keyboard, by what and on which tenant; what is found goes into a file.
    const list = page.getByRole('region', { name: 'Activity entries' });
    await page.getByRole('searchbox', { name: 'Search activity' }).focus();
    await page.keyboard.type('created ELM');
    await expect(list.getByRole('listitem')).toHaveCount(1);
    await expect(list).toContainText('Created tenant elm');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('combobox', { name: 'What', exact: true }).selectOption('Tenant created');
    await expect(list.getByRole('listitem')).toHaveCount(4);
    await page.getByRole('combobox', { name: 'Tenant', exact: true }).fill('oak');
    await page.getByRole('option', { name: 'Oak · oak' }).click();
    await expect(list.getByRole('listitem')).toHaveCount(1);
    const file = join(dataDir, 'log.csv');
    await app.evaluate(({ webContents }, path) => {
      webContents.getAllWebContents()[0]?.session.once('will-download', (_event, item) => {
        item.setSavePath(path);
      });
    }, file);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /^As CSV/ }).click();
    await expect(page.getByText('1 entry exported')).toBeVisible();
    await expect(async () => {
      const lines = (await readFile(file, 'utf8')).split('\r\n');
      expect(lines).toHaveLength(3);
      expect(lines[1]).toContain(',tenant_created,ok,');
    }).toPass();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(page.getByText('This is the beginning of the log.')).toHaveCount(0);
    await page.getByRole('button', { name: 'Older entries from the server' }).click();
    await expect(page.getByText('This is the beginning of the log.')).toBeVisible();
    await page.getByRole('button', { name: 'Verify log' }).click();
    const report = page.getByRole('dialog', { name: 'The audit log, verified' });
    await expect(report.getByText('Nothing was altered, removed, forked')).toBeVisible();
    await expect(report.getByText('The whole log, as the server has it.')).toBeVisible();
    await page.keyboard.press('Escape');

    const made = (await entriesOf(admin)).filter(({ doc }) => doc['action'] === 'tenant_created');
    const [, second, third] = made;
    if (second === undefined || third === undefined) throw new Error('no entries');
    const path = (id: string) => `/couch-sitter-log/${encodeURIComponent(id)}`;
    await admin('PUT', path(second.id), { ...second.doc, actor: 'somebody else' });
    await admin('DELETE', `${path(third.id)}?rev=${third.doc._rev}`);
    await page.getByRole('button', { name: 'Verify log' }).click();
    const findings = report.getByRole('region', { name: 'Findings' });
    await expect(findings.getByText('Altered', { exact: true })).toBeVisible();
    await expect(findings.getByText('Removed', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');

    // Nothing is older than a year, so there is nothing to cut, whatever is typed.
    await page.getByRole('button', { name: 'Cut…' }).click();
    const cutting = page.getByRole('dialog', { name: 'Cut the audit log?' });
    await expect(cutting.getByText('There is nothing that old.')).toBeVisible();
    await cutting.getByLabel('Type “cut” to confirm').fill('cut');
    await expect(cutting.getByRole('button', { name: 'Cut 0 entries' })).toBeDisabled();
  } finally {
    await server.stop();
  }
});
