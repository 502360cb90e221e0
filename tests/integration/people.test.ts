import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MailDraft } from '../../src/shared/people/mail-link.ts';
import { openTestConsole, temporaryDirectory, tenantForm } from '../support/test-console.ts';

/** Every byte below a directory, as text. */
async function everything(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  );
  return texts.join('\n');
}

describe('people of a console', () => {
  it('come from a pasted list whose wrong lines come back, and an invitation’s token is kept nowhere', async () => {
    const directory = await temporaryDirectory('people');
    const mails: MailDraft[] = [];
    const console = await openTestConsole(directory.path, {
      replication: 'on-demand',
      mail: {
        write: (message) => {
          mails.push(message);
          return Promise.resolve();
        },
      },
    });
    try {
      const { people, invitations, tenants, registry } = console.api;
      const tenant = await tenants.create({
        ...tenantForm('abc'),
        ownerEmail: 'Anna@Example.org',
      });
      const tenantId = tenant.id;
      await people.setSharing({ tenantId, domains: ['example.org'] });
      const report = await people.add({
        tenantIds: [tenantId],
        list: 'Ben <ben@example.org>\ncara@@example.org\n"Doe, Dora" <dora@other.org>\nanna@example.org',
        role: 'admin',
        furtherRoles: ['cook'],
      });
      expect(report).toMatchObject({ added: 1, back: 0, already: 1 });
      expect(report.problems.map(({ line, text }) => [line, text])).toEqual([
        [2, 'cara@@example.org'],
        [3, '"Doe, Dora" <dora@other.org>'],
      ]);
      expect(report.rest).toBe('cara@@example.org\n"Doe, Dora" <dora@other.org>');

      const { made } = await invitations.create({
        tenantId,
        list: 'eva@example.org',
        role: 'viewer',
        furtherRoles: [],
      });
      const [first] = made;
      if (first === undefined) throw new Error('nothing was made');
      expect(first).toMatchObject({ email: 'eva@example.org', link: null });
      expect(Buffer.from(first.token, 'base64url')).toHaveLength(32);
      const again = await invitations.resend({ tenantId, invitationId: first.invitationId });
      expect(again.token).not.toBe(first.token);
      await invitations.writeEmail({ tenantId, invitationId: first.invitationId });
      expect(mails).toMatchObject([{ to: 'eva@example.org' }]);
      expect(mails[0]?.body).toContain('paste the link');
      expect(JSON.stringify(mails)).not.toContain(again.token);
      await invitations.revoke({ tenantId, invitationId: first.invitationId });
      await expect(
        invitations.writeEmail({ tenantId, invitationId: first.invitationId }),
      ).rejects.toMatchObject({ code: 'not-allowed-in-state' });
      await expect(invitations.setGateway({ url: 'https://x.example' })).rejects.toMatchObject({
        code: 'not-connected',
      });
      expect(await registry.problems(undefined)).toEqual([]);
      const kept = await everything(directory.path);
      for (const { token } of [first, again]) {
        expect(kept).not.toContain(token);
        expect(kept).toContain(createHash('sha256').update(token).digest('hex'));
      }
    } finally {
      await console.close();
      await directory.remove();
    }
  });

  it('cannot write e-mail where there is no desktop, and says what to do', async () => {
    const directory = await temporaryDirectory('people');
    const console = await openTestConsole(directory.path, { replication: 'on-demand' });
    try {
      const tenant = await console.api.tenants.create(tenantForm('abc'));
      const ref = { tenantId: tenant.id, role: 'viewer', furtherRoles: [] } as const;
      const { made } = await console.api.invitations.create({
        ...ref,
        furtherRoles: [],
        list: 'a@b.c',
      });
      await expect(
        console.api.invitations.writeEmail({
          tenantId: tenant.id,
          invitationId: made[0]?.invitationId ?? '',
        }),
      ).rejects.toMatchObject({
        code: 'not-allowed-in-state',
        remedy: 'Write to a@b.c yourself and paste the link.',
      });
    } finally {
      await console.close();
      await directory.remove();
    }
  });
});
