import { describe, expect, it } from 'vitest';
import { cli } from '../../support/cli-harness.ts';

const id = '3f0c6f3e-6f9e-4b1a-9d2c-000000000001';
const invitationId = '3f0c6f3e-6f9e-4b1a-9d2c-000000000002';
const tenant = { 'tenants.list': () => ({ rows: [{ id, key: 'acme' }], total: 1 }) };
const person = {
  'people.get': (argument: unknown) => ({
    userId: `id of ${JSON.stringify(argument)}`,
    email: 'anna@example.org',
  }),
};
const made = {
  invitationId,
  tenantId: id,
  email: 'eva@example.org',
  expiresAt: '2026-05-12T00:00:00.000Z',
  token: 'T0ken',
  link: 'https://gate.example/join#T0ken',
};

describe('people on the command line', () => {
  it('lists all pages, and the members of a tenant', async () => {
    const row = {
      userId: 'u1',
      email: 'anna@example.org',
      name: 'A\u001b[2J',
      tenants: 2,
      owned: 1,
      invited: 0,
      lastLoginAt: null,
      createdAt: '',
      removedAt: null,
    };
    const all = await cli(['people', 'list', '--filter', 'invited'], {
      handlers: { 'people.list': () => ({ rows: [row], total: 2 }) },
    });
    expect(all.calls).toHaveLength(2);
    expect(all.out).toContain('anna@example.org');
    expect(all.out).not.toContain('\u001b');
    const members = await cli(['people', 'list', '--tenant', 'acme', '--json'], {
      handlers: {
        ...tenant,
        'people.ofTenant': () => ({ members: [], total: 0, withoutOwner: true }),
      },
    });
    expect(JSON.parse(members.out)).toEqual({ members: [], withoutOwner: true });
    expect(members.err).toContain('without an owner');
  });

  it('adds, and fails where one could not be, telling who', async () => {
    const run = await cli(
      ['people', 'add', 'acme', 'Ben <ben@x.org>', 'c@@x', '--role', 'admin', '--further', 'a,b'],
      {
        handlers: {
          ...tenant,
          'people.add': () => ({
            added: 1,
            back: 0,
            already: 0,
            problems: [{ line: 2, text: 'c@@x', message: 'There is more than one @.' }],
            rest: 'c@@x',
          }),
        },
      },
    );
    expect(run).toMatchObject({ exit: 1, out: '1 added to acme, 0 there already.\n' });
    expect(run.err).toContain('c@@x: There is more than one @.');
    expect(run.arguments.get('people.add')).toEqual({
      tenantIds: [id],
      list: 'Ben <ben@x.org>\nc@@x',
      role: 'admin',
      furtherRoles: ['a', 'b'],
    });
  });

  it('adds to several tenants at once', async () => {
    const run = await cli(['people', 'add', 'acme', 'ben@x.org', '--also', 'acme', 'acme'], {
      handlers: {
        ...tenant,
        'people.add': () => ({ added: 3, back: 0, already: 0, problems: [], rest: '' }),
      },
    });
    expect(run.out).toBe('3 added to acme, acme, acme, 0 there already.\n');
    expect(run.arguments.get('people.add')).toMatchObject({ tenantIds: [id, id, id] });
  });

  it('changes roles, removes, transfers and removes everywhere', async () => {
    const changed = () => ({ changed: true });
    const role = await cli(['people', 'role', 'acme', 'anna@example.org', 'owner'], {
      handlers: { ...tenant, ...person, 'people.change': changed },
    });
    expect(role.out).toBe('anna@example.org is owner of acme now.\n');
    const wrong = await cli(['people', 'role', 'acme', 'u1', 'king'], {
      handlers: { ...tenant, ...person },
    });
    expect(wrong.err).toContain('There is no such role.');
    const remove = await cli(['people', 'remove', 'acme', 'u1'], {
      handlers: { ...tenant, ...person, 'people.remove': changed },
    });
    expect(remove.out).toContain('no member of acme any more');
    const transfer = await cli(['people', 'transfer', 'acme', 'u1', 'ben@x.org', '--json'], {
      handlers: { ...tenant, ...person, 'people.transfer': changed },
    });
    expect(JSON.parse(transfer.out)).toMatchObject({ tenant: id, changed: true });
    const everywhere = await cli(['people', 'remove-everywhere', 'u1'], {
      handlers: {
        ...person,
        'people.removeEverywhere': () => ({
          changed: true,
          memberships: 3,
          invitations: 1,
          keys: 2,
        }),
      },
    });
    expect(everywhere.out).toContain('3 memberships ended, 1 invitations revoked');
    expect(everywhere.err).toContain('2 API keys');
  });
});

describe('invitations on the command line', () => {
  const list = {
    'invitations.list': () => ({
      rows: [{ invitationId, email: 'Eva@example.org', tenantKey: 'acme', state: 'pending' }],
      total: 1,
    }),
  };

  it('prints a link once, or the token where there is no gateway', async () => {
    const run = await cli(['invite', 'create', 'acme', 'eva@example.org'], {
      handlers: {
        ...tenant,
        'invitations.create': () => ({ made: [made], problems: [], rest: '' }),
      },
    });
    expect(run.out).toContain('https://gate.example/join#T0ken');
    expect(run.err).toBe('');
    const bare = await cli(['invite', 'resend', 'acme', 'eva@EXAMPLE.org'], {
      handlers: { ...tenant, ...list, 'invitations.resend': () => ({ ...made, link: null }) },
    });
    expect(bare.out).toMatch(/token +T0ken/);
    expect(bare.err).toContain('not known');
    expect(bare.err).not.toContain('T0ken');
  });

  it('revokes by address or id, and says where there is none', async () => {
    const handlers = { ...tenant, ...list, 'invitations.revoke': () => ({ changed: true }) };
    for (const named of ['eva@example.org', invitationId]) {
      const run = await cli(['invite', 'revoke', 'acme', named], { handlers });
      expect(run.out).toBe('The invitation of Eva@example.org is revoked.\n');
    }
    const none = await cli(['invite', 'revoke', 'acme', 'x@y.z'], { handlers });
    expect(none.err).toContain('no such invitation');
  });
});
