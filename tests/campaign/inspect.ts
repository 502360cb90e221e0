import { z } from 'zod';
import { guardDesign } from '../../src/shared/planning/guard.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { consoleDatabases } from '../support/empty-server.ts';
import type { Remains } from '../support/pollute.ts';
import type { TenantFacts } from './edits.ts';

const databaseNames = ['products', 'sales', 'users'];
const accountNames = ['sync', 'admin'];

const securitySchema = z.object({
  admins: z.object({ names: z.array(z.string()), roles: z.array(z.string()) }),
  members: z.object({ names: z.array(z.string()), roles: z.array(z.string()) }),
  mycouch: z.object({
    tenant: z.string(),
    generation: z.number(),
    state: z.string(),
    readOnly: z.boolean(),
  }),
});
/** As CouchDB makes a database: nobody but administrators, and no marker. */
const onlyAdministrators = z.object({
  names: z.tuple([]).optional(),
  roles: z.tuple([z.literal('_admin')]),
});
const newSchema = z.strictObject({ admins: onlyAdministrators, members: onlyAdministrators });
const designSchema = z.object({ validate_doc_update: z.string() });
const usersSchema = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      doc: z.looseObject({
        roles: z.array(z.string()).default([]),
        mycouch: z.object({ tenant: z.string().optional() }).optional(),
        _conflicts: z.array(z.string()).optional(),
      }),
    }),
  ),
});

/**
 * Looks at a server by itself, sharing nothing with the planner, and names everything that is not as these
 * tenants want it: missing, open, of an old epoch, too many, twice.
 */
export async function inspectServer(
  server: CouchDbAddress,
  tenants: readonly TenantFacts[],
  remains: Pick<Remains, 'databases' | 'users'>,
): Promise<readonly string[]> {
  const admin = rawClient(server, server);
  const wrong: string[] = [];
  const keys = tenants.map(({ key }) => key);
  for (const key of new Set(keys)) {
    if (keys.filter((other) => other === key).length > 1)
      wrong.push(`the key ${key} is there twice`);
  }
  const names = (await consoleDatabases(server)).filter(
    (name) => name.startsWith('shop_') && !remains.databases.includes(name),
  );
  const { body } = await admin('GET', '/_users/_all_docs?include_docs=true&conflicts=true');
  const users = usersSchema
    .parse(body)
    .rows.map(({ id, doc }) => ({ username: id.slice('org.couchdb.user:'.length), ...doc }))
    .filter(({ username }) => username.startsWith('shop_') && !remains.users.includes(username));
  const wanted = new Set(
    tenants.flatMap(({ key }) => databaseNames.map((name) => `shop_${key}_${name}`)),
  );
  for (const name of names) if (!wanted.has(name)) wrong.push(`${name} belongs to no tenant`);

  for (const tenant of tenants) {
    const active = tenant.state === 'active';
    const role = `t:${tenant.id}:${tenant.epoch}`;
    for (const part of databaseNames) {
      const name = `shop_${tenant.key}_${part}`;
      if (!names.includes(name)) {
        if (active) wrong.push(`${name} is missing`);
        continue;
      }
      const { body: security } = await admin('GET', `/${name}/_security`);
      // Made by a run that was cut off, before its tenant was withdrawn: only administrators may enter.
      if (!active && newSchema.safeParse(security).success) continue;
      const read = securitySchema.safeParse(security);
      if (!read.success) {
        wrong.push(`${name} has no readable security`);
        continue;
      }
      const { admins, members, mycouch } = read.data;
      const found = JSON.stringify({ admins, members, mycouch });
      const right =
        admins.names.length === 0 &&
        admins.roles.join() === '_admin' &&
        members.names.length === 0 &&
        members.roles.join() === `${role},${role}:d:${part}` &&
        mycouch.tenant === tenant.id &&
        mycouch.generation === tenant.generation &&
        mycouch.state === tenant.state &&
        mycouch.readOnly === tenant.readOnly;
      if (!right) wrong.push(`${name} is not as wanted (${JSON.stringify(tenant)}): ${found}`);
      const design = designSchema.safeParse(
        (await admin('GET', `/${name}/${guardDesign.id}`)).body,
      );
      const guard = guardDesign.body['validate_doc_update'];
      if (active && (!design.success || design.data.validate_doc_update !== guard)) {
        wrong.push(`${name} has not the guard it should have`);
      }
    }
    for (const account of accountNames) {
      const own = users.filter(({ username }) =>
        [`shop_${tenant.key}_${account}`, `shop_${tenant.key}_${account}.2`].includes(username),
      );
      if (active && own.length === 0) wrong.push(`shop_${tenant.key}_${account} is missing`);
      const powers = own.filter(({ roles }) => roles.length > 0);
      if (active && powers.length === 0) wrong.push(`no ${account} of ${tenant.key} has a role`);
      if (!active && powers.length > 0) wrong.push(`${account} of ${tenant.key} still has roles`);
      for (const { username, roles, mycouch, _conflicts } of own) {
        const foreign = roles.filter((held) => held !== role && !held.startsWith(`${role}:`));
        if (foreign.length > 0) wrong.push(`${username} has the role ${foreign.join(', ')}`);
        if (mycouch?.tenant !== tenant.id) wrong.push(`${username} has not its tenant's marker`);
        if (_conflicts !== undefined) wrong.push(`${username} is in conflict`);
      }
    }
  }
  const known = new Set(
    tenants.flatMap(({ key }) =>
      accountNames.flatMap((name) => [`shop_${key}_${name}`, `shop_${key}_${name}.2`]),
    ),
  );
  for (const { username } of users) {
    if (!known.has(username)) wrong.push(`the user ${username} belongs to no tenant`);
  }
  return wrong;
}
