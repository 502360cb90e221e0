import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type {
  InvitationView,
  MemberRow,
  PersonDetail,
  PersonRow,
} from '../../../src/shared/bridge/people-views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { readAddressList } from '../../../src/shared/people/address-list.ts';
import { uuidOf } from './uuid.ts';
import type { World } from './world.ts';

const roles = ['owner', 'admin', 'viewer'] as const;
const names = [
  'Anna Müller',
  'Ben Okafor',
  'Chiara Rossi',
  '',
  'Дарья Иванова',
  'Eli Cohen',
] as const;

/** People of the fake, a few to each tenant; what is changed stays while the page is open. */
export function fakePeople(
  world: World,
): Pick<ConsoleApi, 'people' | 'invitations' | 'applications'> {
  const at = () => world.now().toISOString();
  const members: MemberRow[] = names.map((name, index) => ({
    userId: `u${String(index)}`,
    email: `person${String(index)}@example.org`,
    name,
    role: roles[index] ?? 'viewer',
    furtherRoles: index === 2 ? ['cashier'] : [],
    joinedAt: at(),
    addedBy: 'ada',
    lastLoginAt: index % 2 === 0 ? at() : null,
    lastOwner: index === 0,
  }));
  const invitations: InvitationView[] = (['pending', 'expired', 'revoked'] as const).map(
    (state, index) => ({
      invitationId: uuidOf(700 + index),
      tenantId: world.tenants[0]?.id ?? uuidOf(1),
      tenantKey: world.tenants[0]?.key ?? 'one',
      tenantName: world.tenants[0]?.name ?? 'One',
      email: `invited${String(index)}@example.org`,
      role: 'viewer',
      furtherRoles: [],
      state,
      sentAt: at(),
      expiresAt: at(),
      acceptedAt: null,
      createdBy: 'ada',
    }),
  );
  let gateway: string | null = null;
  const rowOf = (member: MemberRow): PersonRow => ({
    userId: member.userId,
    email: member.email,
    name: member.name,
    tenants: world.tenants.length,
    owned: member.role === 'owner' ? world.tenants.length : 0,
    invited: 0,
    lastLoginAt: member.lastLoginAt,
    createdAt: member.joinedAt,
    removedAt: null,
  });
  const detailOf = (member: MemberRow): PersonDetail => ({
    ...rowOf(member),
    sub: null,
    createdBy: 'ada',
    updatedAt: member.joinedAt,
    updatedBy: 'ada',
    keys: 0,
    memberships: world.tenants.slice(0, 3).map((tenant) => ({
      tenantId: tenant.id,
      tenantKey: tenant.key,
      tenantName: tenant.name,
      tenantState: tenant.state,
      role: member.role,
      furtherRoles: member.furtherRoles,
      joinedAt: member.joinedAt,
      addedBy: 'ada',
      endedAt: null,
      lastOwner: member.lastOwner,
    })),
    lastOwnerOf: [],
    invitations: [],
  });
  const changed = () => {
    world.counter += 1;
    world.emit('registry.changed', { revision: world.counter });
    return Promise.resolve({ changed: true });
  };
  const replace = (userId: string, more: Partial<MemberRow>) => {
    const index = members.findIndex((member) => member.userId === userId);
    const known = members[index];
    if (known === undefined) throw new ConsoleError('not-found', 'There is no such person.');
    members[index] = { ...known, ...more };
    return changed();
  };
  const drop = (userId: string) => {
    members.splice(0, members.length, ...members.filter((member) => member.userId !== userId));
    return changed();
  };
  const secret = (tenantId: string, email: string, invitationId: string) => ({
    invitationId,
    tenantId,
    email,
    expiresAt: at(),
    token: 'a-token-of-the-fake',
    link: gateway === null ? null : `${gateway}/join#a-token-of-the-fake`,
  });
  return {
    people: {
      list: ({ search, filter, offset, limit }) => {
        const found = members
          .filter(({ name, email }) => `${name} ${email}`.includes(search))
          .map(rowOf);
        const rows = filter === 'all' ? found : [];
        return Promise.resolve({
          rows: rows.slice(offset, offset + limit),
          total: rows.length,
          counts: { all: members.length, active: 0, 'without-tenant': 0, invited: 0, removed: 0 },
        });
      },
      get: ({ userId }) => {
        const member = members.find((one) => one.userId === userId);
        if (member === undefined) throw new ConsoleError('not-found', 'There is no such person.');
        return Promise.resolve(detailOf(member));
      },
      ofTenant: ({ tenantId }) =>
        Promise.resolve({
          tenantId,
          members,
          total: members.length,
          counts: { owner: 1, admin: 1, viewer: Math.max(0, members.length - 2) },
          withoutOwner: false,
          owners: members.filter(({ role }) => role === 'owner'),
          invitations,
          invitationsTotal: invitations.length,
          sharing: { invite: 'admins', domains: null },
          applications: [],
          databases: ['products', 'sales', 'users'],
        }),
      add: async ({ list, role, furtherRoles }) => {
        const { entries, problems } = readAddressList(list);
        for (const { address, name } of entries) {
          members.push({
            userId: `u${address}`,
            email: address,
            name,
            role,
            furtherRoles,
            joinedAt: at(),
            addedBy: 'ada',
            lastLoginAt: null,
            lastOwner: false,
          });
        }
        await changed();
        const rest = problems.map(({ text }) => text).join('\n');
        return { added: entries.length, back: 0, already: 0, problems, rest };
      },
      change: ({ userId, role, furtherRoles }) =>
        replace(userId, {
          ...(role === undefined ? {} : { role }),
          ...(furtherRoles === undefined ? {} : { furtherRoles }),
        }),
      remove: ({ userId }) => drop(userId),
      restore: changed,
      transfer: async ({ from, to }) => {
        await replace(from, { role: 'admin' });
        return replace(to, { role: 'owner' });
      },
      removeEverywhere: async ({ userId }) => {
        await drop(userId);
        return { changed: true, memberships: 1, invitations: 0, keys: 0 };
      },
      bringBack: async () => ({ ...(await changed()), memberships: 1 }),
      rename: ({ userId, name }) => replace(userId, { name }),
      setSharing: changed,
    },
    invitations: {
      list: () => Promise.resolve({ rows: invitations, total: invitations.length }),
      create: ({ tenantId, list }) => {
        const { entries, problems } = readAddressList(list);
        return Promise.resolve({
          made: entries.map(({ address }, index) => secret(tenantId, address, uuidOf(800 + index))),
          problems,
          rest: problems.map(({ text }) => text).join('\n'),
        });
      },
      resend: ({ tenantId, invitationId }) =>
        Promise.resolve(secret(tenantId, 'invited0@example.org', invitationId)),
      revoke: changed,
      writeEmail: () => Promise.resolve(null),
      gateway: () => Promise.resolve({ url: gateway }),
      setGateway: ({ url }) => {
        gateway = url;
        return Promise.resolve({ url });
      },
    },
    applications: {
      add: () => Promise.resolve({ appId: uuidOf(900) }),
      edit: changed,
      remove: changed,
      restore: changed,
    },
  };
}
