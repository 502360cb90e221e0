import { z } from 'zod';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { wholeGateways } from '../support/whole-gateway.ts';
import { openBrowser } from './support/browser.ts';
import { expect, test } from './support/launch.ts';

const linkSchema = z.object({ link: z.string() });

test('M3: the link of an invitation shows its offer in a browser, where it is accepted or declined, once', async () => {
  test.setTimeout(120_000);
  const server = await startOwnCouchDb();
  const scene = await wholeGateways(server);
  const gateway = await scene.start('g1');
  const tenant = await scene.tenant('acme');
  const owner = await scene.member(gateway, 'ada', tenant);
  const address = 'ben@example.org';
  const invite = async (email: string): Promise<string> => {
    const answer = await fetch(`${gateway.address}/invitations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email, role: 'viewer' }),
    });
    return linkSchema.parse(await answer.json()).link;
  };
  const [link, unwanted] = [await invite(address), await invite('cyd@example.org')];
  const browser = await openBrowser(link);
  const { page } = browser;
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  try {
    const offer = page.getByRole('status');
    await expect(offer).toHaveText('You are invited to join acme as viewer.');
    await expect(page.locator('#how')).toContainText('sign in as');
    await expect(page.locator('body')).not.toContainText(address);

    // As an application of the tenant does, by who has signed in at the provider.
    const bearer = await scene.provider.token('ben', { email: address, email_verified: true });
    const accept = `fetch('/invitations/accept', {
      method: 'POST',
      headers: { authorization: 'Bearer ${bearer}', 'content-type': 'application/json' },
      body: JSON.stringify({ token: location.hash.slice(1) }),
    }).then((answer) => answer.status)`;
    expect(await page.evaluate(accept)).toBe(200);
    await page.reload();
    await expect(offer).toHaveText('The invitation is joined.');
    await expect(page.getByRole('button', { name: 'Decline' })).toBeHidden();
    expect(await page.evaluate(accept)).toBeGreaterThanOrEqual(400);

    await page.goto(unwanted);
    await page.getByRole('button', { name: 'Decline' }).click();
    await expect(offer).toHaveText('You have declined the invitation.');
    await page.reload();
    await expect(offer).toHaveText('The invitation is declined.');
    await page.goto(`${gateway.address}/join`);
    await expect(offer).toHaveText('This link is not whole. Copy it again from the message.');
    expect(refused).toEqual([]);
  } finally {
    await browser.close();
    await scene.end();
    await server.stop();
  }
});
