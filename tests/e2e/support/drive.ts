import type { Locator, Page } from '@playwright/test';
import { expect } from './launch.ts';

/** What a person does in the window, by the names a person sees. */

export async function workOffline(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Work offline for now' }).click();
  await expect(page.getByRole('heading', { name: 'Tenants', exact: true })).toBeVisible();
}

export async function go(
  page: Page,
  section:
    | 'Overview'
    | 'Tenants'
    | 'People'
    | 'Plan'
    | 'Drift'
    | 'Conflicts'
    | 'API keys'
    | 'Activity'
    | 'Sync'
    | 'Settings',
): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Sections' })
    .getByRole('button', { name: new RegExp(`^${section}`) })
    .click();
  await expect(page.getByRole('heading', { name: section, exact: true, level: 1 })).toBeVisible();
}

export async function createTenant(
  page: Page,
  tenant: { readonly name: string; readonly key?: string },
): Promise<void> {
  await page.getByRole('button', { name: 'New tenant' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(tenant.name);
  if (tenant.key !== undefined) {
    await dialog.getByRole('textbox', { name: 'Key' }).fill(tenant.key);
  }
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('complementary', { name: `Tenant ${tenant.name}` })).toBeVisible();
}

/** What a tenant's first cell is called: its name, with the marks behind it. */
function nameCell(name: string | RegExp): RegExp {
  if (typeof name !== 'string') return name;
  const exact = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${exact}(?: ?(?:Active here|Drifted|In conflict))*$`);
}

/** Opens a tenant from the list and answers the pane beside it. */
export async function openTenant(page: Page, name: string | RegExp): Promise<Locator> {
  await go(page, 'Tenants');
  // At its beginning, since a mark at its end leads elsewhere.
  const cell = page.getByRole('gridcell', { name: nameCell(name) }).first();
  await cell.click({ position: { x: 8, y: 8 } });
  const title = typeof name === 'string' ? `Tenant ${name}` : /^Tenant /;
  const pane = page.getByRole('complementary', { name: title });
  await expect(pane).toBeVisible();
  return pane;
}

export interface Credentials {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Fills the form that is on screen, in whichever dialog or page it stands. */
export async function fillConnection(page: Page, credentials: Credentials): Promise<void> {
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(credentials.url);
  await page.getByRole('textbox', { name: 'Administrator name' }).fill(credentials.username);
  await page.getByLabel('Password', { exact: true }).fill(credentials.password);
}

/** Connects from within the console, as after having worked offline. */
export async function connect(page: Page, credentials: Credentials): Promise<void> {
  await go(page, 'Settings');
  await page.getByRole('main').getByRole('button', { name: 'Connect to a server' }).click();
  const dialog = page.getByRole('dialog');
  await fillConnection(page, credentials);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Waits until the console says, having checked both sides, that they agree. */
export async function agreement(page: Page): Promise<void> {
  await expect(page.getByTestId('sync-sentence')).toContainText('In agreement as of');
}

/** Has the server looked at in Drift, and waits until that look is over. */
export async function lookNow(page: Page): Promise<void> {
  const asked = new Date().toISOString();
  await go(page, 'Drift');
  await page.getByRole('button', { name: 'Look now' }).first().click();
  await page.waitForFunction(async (since) => {
    const answer = await window.mycouch.drift.current();
    return answer.ok && !answer.value.sweeping && (answer.value.sweptAt ?? '') >= since;
  }, asked);
}

/** Makes a new plan, whether or not one is on screen. */
export async function compare(page: Page): Promise<void> {
  await go(page, 'Plan');
  await page
    .getByRole('button', { name: /^(Compare with server|Compare again)$/ })
    .first()
    .click();
}

/** Applies the plan on screen and waits until the console reports that all of it was done. */
export async function apply(page: Page, operations: number): Promise<void> {
  const counted = `${String(operations)} operation${operations === 1 ? '' : 's'}`;
  await page.getByRole('button', { name: `Apply ${counted}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.getByText(`${counted} applied`)).toBeVisible();
}

/** Does one of the actions of the open tenant and confirms it. */
export async function act(page: Page, pane: Locator, action: string): Promise<void> {
  const button = pane.getByRole('button', { name: action, exact: true });
  if (await button.isVisible()) await button.click();
  else {
    await pane.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: action }).click();
  }
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/**
 * Reveals an account's password as the window shows it. `proof`: the administrator's password, or the
 * vault's passphrase, for where the console asks who is there.
 */
export async function reveal(pane: Locator, username: string, proof?: string): Promise<string> {
  await pane.getByRole('button', { name: `Reveal the password of ${username}` }).click();
  const shown = pane.getByTestId('revealed-password');
  if (proof !== undefined) {
    const dialog = pane.page().getByRole('dialog', { name: 'Show that it is you' });
    await expect(shown.or(dialog)).toBeVisible();
    if (await dialog.isVisible()) {
      await dialog.getByRole('textbox').fill(proof);
      await dialog.getByRole('button', { name: 'Show the password' }).click();
    }
  }
  await expect(shown).toBeVisible();
  return shown.innerText();
}

/** Picks from the open tenant's menu what asks in a dialog, and answers that. */
export async function choose(page: Page, pane: Locator, item: string): Promise<Locator> {
  await pane.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return dialog;
}

/** A server as its administrator has it, with one applied tenant. */
export async function withTenant(page: Page, server: Credentials, name: string): Promise<void> {
  await workOffline(page);
  await createTenant(page, { name });
  await connect(page, server);
  await agreement(page);
  await compare(page);
  await apply(page, 11);
}

/** A tenant's id, as its facts show it; applications put it into the tenant field. */
export async function tenantId(pane: Locator): Promise<string> {
  return (await pane.locator('dt:text-is("Tenant id") + dd').innerText()).trim();
}

/** Leaves a dialog with something typed in it, which takes a second Escape. */
export async function dropTyped(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog').getByText('What you typed is not saved')).toBeVisible();
  await page.keyboard.press('Escape');
}
