import { z } from 'zod';
import type { DriftKind } from '../../src/shared/planning/drift.ts';
import { guardId } from '../../src/shared/planning/guard.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';
import { pick, type TenantFacts } from './edits.ts';
import type { Watcher } from './watcher.ts';

/** One thing that somebody does to a server by hand, and what a sweep should call it. */
export interface DamageKind {
  readonly name: string;
  /** Any of these is a right name for it. */
  readonly drift: readonly DriftKind[];
  /** At most one damage of each place in a database, so that none hides another. */
  readonly place: 'security' | 'database' | 'guard' | 'user' | 'index';
  readonly run: (target: DamageTarget) => Promise<void>;
}

export interface DamageTarget {
  readonly admin: RawClient;
  readonly watcher: Watcher;
  readonly tenant: TenantFacts;
  readonly database: string;
  readonly username: string;
}

const documentSchema = z.looseObject({ _rev: z.string() });
const securitySchema = z.looseObject({
  admins: z.looseObject({ names: z.array(z.string()), roles: z.array(z.string()) }),
  members: z.looseObject({ names: z.array(z.string()), roles: z.array(z.string()) }),
});

async function edit(admin: RawClient, path: string, change: (body: object) => object) {
  const { body } = await admin('GET', path);
  const answer = await admin('PUT', path, change(documentSchema.parse(body)));
  if (answer.status >= 300) throw new Error(`PUT ${path}: ${answer.status}`);
}

async function editSecurity(
  { admin, database }: DamageTarget,
  change: (security: z.infer<typeof securitySchema>) => object,
) {
  const path = `/${database}/_security`;
  const { body } = await admin('GET', path);
  const answer = await admin('PUT', path, change(securitySchema.parse(body)));
  if (answer.status !== 200) throw new Error(`PUT ${path}: ${answer.status}`);
}

async function remove(admin: RawClient, path: string) {
  const { body } = await admin('GET', path);
  const { _rev } = documentSchema.parse(body);
  const answer = await admin('DELETE', `${path}?rev=${_rev}`);
  if (answer.status >= 300) throw new Error(`DELETE ${path}: ${answer.status}`);
}

const hashFields = new Set(['derived_key', 'salt', 'iterations', 'pbkdf2_prf', 'password_scheme']);

const userPath = (username: string) => `/_users/org.couchdb.user:${username}`;

/** What a person with the administrator's password and no console may do to one tenant's things. */
export const damageKinds: readonly DamageKind[] = [
  {
    name: 'a role added to the members',
    drift: ['access-added'],
    place: 'security',
    run: (target) =>
      editSecurity(target, ({ members, ...rest }) => ({
        ...rest,
        members: { ...members, roles: [...members.roles, 'staff'] },
      })),
  },
  {
    name: 'a name added to the administrators',
    drift: ['access-added'],
    place: 'security',
    run: (target) =>
      editSecurity(target, ({ admins, ...rest }) => ({
        ...rest,
        admins: { ...admins, names: [...admins.names, 'bookkeeper'] },
      })),
  },
  {
    name: 'the role of the tenant replaced',
    drift: ['access-removed', 'access-added'],
    place: 'security',
    run: (target) =>
      editSecurity(target, ({ members, ...rest }) => ({
        ...rest,
        members: { ...members, roles: ['staff'] },
      })),
  },
  {
    name: 'made public, marker kept',
    drift: ['database-public'],
    place: 'security',
    run: (target) => {
      target.watcher.excuse(target.database, 'public');
      return editSecurity(target, (security) => ({
        ...security,
        members: { names: [], roles: [] },
      }));
    },
  },
  {
    name: 'made public by an empty object',
    drift: ['database-public'],
    place: 'security',
    run: (target) => {
      target.watcher.excuse(target.database, 'public');
      target.watcher.excuse(target.database, 'marker');
      return editSecurity(target, () => ({}));
    },
  },
  {
    name: 'the marker wiped, as by Fauxton',
    drift: ['access-removed', 'marker-changed'],
    place: 'security',
    run: (target) => {
      target.watcher.excuse(target.database, 'marker');
      return editSecurity(target, ({ admins, members }) => ({ admins, members }));
    },
  },
  {
    name: 'the generation in the marker lowered',
    drift: ['marker-changed'],
    place: 'security',
    run: (target) => {
      target.watcher.excuse(target.database, 'marker');
      return editSecurity(target, (security) => ({
        ...security,
        mycouch: { ...z.looseObject({}).parse(security['mycouch']), generation: 1, readOnly: true },
      }));
    },
  },
  {
    name: 'the database deleted',
    drift: ['database-deleted'],
    place: 'database',
    run: async ({ admin, database }) => {
      await admin('DELETE', `/${database}`);
    },
  },
  {
    name: 'the guard removed',
    drift: ['design-removed'],
    place: 'guard',
    run: ({ admin, database }) => remove(admin, `/${database}/${guardId}`),
  },
  {
    name: 'the guard made to let all pass',
    drift: ['design-changed'],
    place: 'guard',
    run: ({ admin, database }) =>
      edit(admin, `/${database}/${guardId}`, (body) => ({
        ...body,
        validate_doc_update: 'function () {}',
      })),
  },
  {
    name: 'an index dropped',
    drift: ['index-removed'],
    place: 'index',
    run: async ({ admin, database }) => {
      const { body } = await admin('GET', `/${database}/_index`);
      const { indexes } = z
        .object({ indexes: z.array(z.object({ ddoc: z.string().nullable(), name: z.string() })) })
        .parse(body);
      const found = indexes.find(({ ddoc }) => ddoc !== null);
      if (found === undefined) throw new Error(`${database} has no index to drop`);
      await remove(admin, `/${database}/${found.ddoc ?? ''}`);
    },
  },
  {
    name: 'an account removed',
    drift: ['account-removed'],
    place: 'user',
    run: ({ admin, username }) => remove(admin, userPath(username)),
  },
  {
    name: 'a role given to an account',
    drift: ['account-roles-changed'],
    place: 'user',
    run: ({ admin, username }) =>
      edit(admin, userPath(username), (body) => ({
        ...body,
        roles: [...z.object({ roles: z.array(z.string()) }).parse(body).roles, 'staff'],
      })),
  },
  {
    name: 'an account’s password changed',
    drift: ['account-password-changed'],
    place: 'user',
    run: ({ admin, username }) =>
      edit(admin, userPath(username), (body) => ({
        ...Object.fromEntries(Object.entries(body).filter(([name]) => !hashFields.has(name))),
        password: 'made up by hand',
      })),
  },
];

/** Does some damage to different places; answers what was done to what. */
export async function doDamage(options: {
  readonly server: CouchDbAddress;
  readonly watcher: Watcher;
  readonly tenants: readonly TenantFacts[];
  readonly random: () => number;
  readonly many: number;
  readonly kinds: readonly DamageKind[];
}): Promise<readonly { readonly kind: DamageKind; readonly subject: string }[]> {
  const { server, watcher, tenants, random, many } = options;
  const admin = rawClient(server, server);
  const taken = new Set<string>();
  const done: { readonly kind: DamageKind; readonly subject: string }[] = [];
  for (let tries = 0; tries < many * 4 && done.length < many; tries += 1) {
    const kind = pick(options.kinds, random);
    const tenant = pick(tenants, random);
    const part = pick(['products', 'sales', 'users'], random);
    const account = pick(['sync', 'admin'], random);
    if (kind === undefined || tenant === undefined) continue;
    const database = `shop_${tenant.key}_${part ?? ''}`;
    const username = `shop_${tenant.key}_${account ?? ''}`;
    const subject = kind.place === 'user' ? username : database;
    // A database without marker and guard belongs to nobody: the planner rightly refuses it.
    if (taken.has(subject)) continue;
    taken.add(subject);
    await kind.run({ admin, watcher, tenant, database, username });
    done.push({ kind, subject });
  }
  return done;
}
