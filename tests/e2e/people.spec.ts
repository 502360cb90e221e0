import { expect, test } from './support/launch.ts';
import { createTenant, openTenant } from './support/drive.ts';
import { pressOn, tabTo } from './support/keyboard.ts';

test.describe('people', () => {
  test('M3, M4, M6, T4: a pasted list by keyboard, roles, ownership, removal everywhere and back', async ({
    launch,
  }) => {
    const { page } = await launch({ args: ['--practice'] });
    await expect(page.getByRole('heading', { name: 'Tenants', exact: true })).toBeVisible();
    await createTenant(page, { name: 'Bakery', key: 'bakery' });
    await createTenant(page, { name: 'Choir', key: 'choir' });
    const pane = page.getByRole('complementary', { name: 'Tenant Choir' });
    await pane.getByRole('tab', { name: 'People' }).click();
    await expect(pane.getByText('Nobody is in this tenant yet.')).toBeVisible();

    await pressOn(page, pane.getByRole('button', { name: 'Add people…' }));
    const dialog = page.getByRole('dialog', { name: 'People for Choir' });
    const list = dialog.getByRole('textbox', { name: 'Addresses' });
    await expect(list).toBeFocused();
    // Whoever owns a tenant comes first.
    await page.keyboard.insertText(
      'Anna Müller <anna@example.org>\nben@@example.org\n"Okafor, Ben" <ben@example.org>',
    );
    await expect(dialog.getByText('1 line cannot be read and stays for you to mend')).toBeVisible();
    await expect(dialog.getByText('Line 2:')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    // Nothing typed is lost: the wrong line stays to be mended.
    await expect(list).toHaveValue('ben@@example.org');
    await list.press('Control+A');
    await page.keyboard.insertText('cara@example.org');
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toBeHidden();
    await expect(pane.getByRole('heading', { name: 'Members (3)' })).toBeVisible();

    const role = (who: string) => pane.getByRole('combobox', { name: `Role of ${who}` });
    await role('Anna Müller').selectOption('admin');
    await role('cara@example.org').selectOption('viewer');
    await expect(role('cara@example.org')).toHaveValue('viewer');
    await expect(page.getByText('cara@example.org is viewer now.')).toBeVisible();
    await role('Okafor, Ben').selectOption('viewer');
    await expect(pane.getByText('This would leave choir without an owner.')).toBeVisible();
    await expect(role('Okafor, Ben')).toHaveValue('owner');

    await pressOn(page, pane.getByRole('button', { name: 'More about Anna Müller' }));
    await page.getByRole('menuitem', { name: 'Transfer ownership…' }).press('Enter');
    const transfer = page.getByRole('dialog', { name: 'Transfer ownership?' });
    await expect(transfer.getByRole('button', { name: 'Transfer', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(role('Anna Müller')).toHaveValue('owner');
    await expect(role('Okafor, Ben')).toHaveValue('admin');

    const sections = page.getByRole('navigation', { name: 'Sections' });
    await pressOn(page, sections.getByRole('button', { name: /^People/ }));
    await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible();
    await expect(page.getByRole('row', { name: /Anna Müller/ })).toBeVisible();
    await tabTo(page, page.getByRole('searchbox', { name: 'Search people' }));
    await page.keyboard.type('muller');
    await expect(page.getByRole('row')).toHaveCount(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const anna = page.getByRole('complementary', { name: 'Person Anna Müller' });
    // M4: what is known of a person, and who made the record.
    await expect(anna.getByText('Not signed in yet')).toBeVisible();
    await expect(anna.getByText(/ by \S+$/).first()).toBeVisible();
    await anna.getByRole('button', { name: 'Remove everywhere…' }).click();
    const asking = page.getByRole('dialog', { name: /Remove Anna Müller everywhere/ });
    await expect(asking.getByText('Only owner of 1 tenant')).toBeVisible();
    await expect(asking.getByRole('button', { name: 'Remove everywhere' })).toBeDisabled();
    await page.keyboard.press('Escape');

    await page.getByRole('searchbox', { name: 'Search people' }).fill('okafor');
    await expect(page.getByRole('row')).toHaveCount(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const ben = page.getByRole('complementary', { name: 'Person Okafor, Ben' });
    await pressOn(page, ben.getByRole('button', { name: 'Remove everywhere…' }));
    await expect(page.getByText('1 membership ends')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Okafor, Ben was removed everywhere.')).toBeVisible();
    await expect(ben.getByRole('button', { name: 'Bring back…' })).toBeVisible();
    await page.getByRole('searchbox', { name: 'Search people' }).fill('');
    await page.getByRole('button', { name: /^Removed/ }).press('Enter');
    await expect(page.getByRole('row', { name: /Okafor, Ben/ })).toBeVisible();
    await page.getByRole('button', { name: 'Undo', exact: true }).press('Enter');
    await expect(page.getByText('Nobody was removed everywhere.')).toBeVisible();
    await expect(ben.getByRole('button', { name: 'Open Choir' })).toBeVisible();
  });

  test('M3, T7, T4: invitations by link, sharing settings and applications', async ({ launch }) => {
    const { app, page } = await launch({ args: ['--practice'] });
    await expect(page.getByRole('heading', { name: 'Tenants', exact: true })).toBeVisible();
    await createTenant(page, { name: 'Choir', key: 'choir' });
    const opened = await app.evaluateHandle(({ shell }) => {
      const addresses: string[] = [];
      shell.openExternal = (address) => {
        addresses.push(address);
        return Promise.resolve();
      };
      return addresses;
    });

    await page.getByRole('button', { name: /^Settings/ }).click();
    const address = page.getByRole('textbox', { name: 'Address of the gateway' });
    await address.fill('http://gateway.example.org');
    await expect(page.getByText(/has to begin with https/)).toBeVisible();
    await address.fill('https://gateway.example.org/');
    await page.keyboard.press('Enter');
    await expect(address).toHaveValue('https://gateway.example.org');

    const pane = await openTenant(page, 'Choir');
    await pane.getByRole('tab', { name: 'People' }).click();
    await pane.getByRole('textbox', { name: 'Domains that may be added' }).fill('@Example.org');
    await page.keyboard.press('Enter');
    await expect(pane.getByRole('textbox', { name: 'Domains that may be added' })).toHaveValue(
      'example.org',
    );

    await pane.getByRole('button', { name: 'Add people…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'People for Choir' });
    await dialog.getByText('Invite by link').click();
    const list = dialog.getByRole('textbox', { name: 'Addresses' });
    await list.fill('eva@other.org');
    await list.press('Control+Enter');
    await expect(dialog.getByText(/do not admit addresses of other.org/)).toBeVisible();
    await expect(list).toHaveValue('eva@other.org');
    await list.fill('eva@example.org');
    await list.press('Control+Enter');
    const link = page.getByTestId('invitation-secret');
    await expect(link).toHaveText(/^https:\/\/gateway\.example\.org\/join#[\w-]{43}$/);
    const secret = await link.innerText();
    await page.getByRole('button', { name: 'Write an e-mail to eva@example.org' }).press('Enter');
    await expect(page.getByText('The link is on the clipboard')).toBeVisible();
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(secret);
    const mails = await opened.jsonValue();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatch(/^mailto:eva@example\.org\?subject=Invitation%20to%20Choir&body=/);
    expect(mails[0]).not.toContain(secret.split('#')[1]);
    await page.getByRole('button', { name: 'Done' }).press('Enter');
    await expect(page.getByText(secret)).toHaveCount(0);

    const invitations = pane.getByRole('region', { name: 'Invitations' });
    await expect(invitations.getByText('Pending')).toBeVisible();
    await invitations.getByRole('button', { name: /^Resend/ }).press('Enter');
    await expect(link).not.toHaveText(secret);
    // As for a quick hand, for which the focus is not in the dialog yet: what lies below stays.
    const done = page.getByRole('button', { name: 'Done' });
    await expect(done).toBeFocused();
    await done.blur();
    await page.keyboard.press('Escape');
    await expect(link).toBeHidden();
    await invitations.getByRole('button', { name: /^Revoke/ }).press('Enter');
    await expect(invitations.getByText('Revoked')).toBeVisible();

    const applications = pane.getByRole('region', { name: 'Applications' });
    await applications.getByRole('button', { name: 'Add an application…' }).press('Enter');
    const form = page.getByRole('dialog', { name: 'Add an application' });
    await form.getByRole('textbox', { name: 'Name' }).fill('Kasse <b>');
    await form.getByRole('textbox', { name: 'Issuer' }).fill('https://a:b@login.example.org');
    await page.keyboard.press('Enter');
    await expect(form.getByText(/user name or password in it/)).toBeVisible();
    await expect(form.getByRole('textbox', { name: 'Name' })).toHaveValue('Kasse <b>');
    await form.getByRole('textbox', { name: 'Issuer' }).fill('https://login.example.org');
    await page.keyboard.press('Enter');
    await expect(form).toBeHidden();
    await applications.getByRole('button', { name: 'Remove Kasse <b>' }).press('Enter');
    await expect(page.getByText('Kasse <b> was removed.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo', exact: true }).press('Enter');
    await expect(applications.getByText('https://login.example.org')).toBeVisible();
  });
});
