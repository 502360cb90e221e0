import type { Console } from '../../src/main/console/ports.ts';
import type { TenantDetail } from '../../src/shared/bridge/views.ts';
import { listTenants, tenantForm } from '../support/test-console.ts';

/** What of a tenant an acknowledged edit promised. */
export interface TenantFacts {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly generation: number;
  readonly epoch: number;
  readonly readOnly: boolean;
}

export function factsOf(tenant: TenantDetail): TenantFacts {
  const { id, key, name, state, generation, epoch, readOnly } = tenant;
  return { id, key, name, state, generation, epoch, readOnly };
}

export interface EditOptions {
  /** At most so many tenants are made. */
  readonly most: number;
  readonly newKey: () => string;
  /** Told before the command, so that what comes to nothing is known as well. */
  readonly begin?: (id: string | null, what: string) => void;
  /** Tenants that are left alone. */
  readonly except?: ReadonlySet<string>;
  /** Without giving access back. */
  readonly onlyWithdraw?: boolean;
}

type Tenants = Console['api']['tenants'];

const edits: readonly {
  readonly what: string;
  readonly in: readonly string[];
  readonly run: (tenants: Tenants, tenant: TenantDetail, api: Console['api']) => Promise<unknown>;
  readonly gives?: true;
}[] = [
  { what: 'suspend', in: ['active'], run: (tenants, { id }) => tenants.suspend({ id }) },
  {
    what: 'activate',
    in: ['suspended'],
    run: (tenants, { id }) => tenants.activate({ id }),
    gives: true,
  },
  { what: 'archive', in: ['active'], run: (tenants, { id }) => tenants.archive({ id }) },
  {
    what: 'unarchive',
    in: ['archived'],
    run: (tenants, { id }) => tenants.unarchive({ id }),
    gives: true,
  },
  { what: 'remove', in: ['active', 'suspended'], run: (tenants, { id }) => tenants.remove({ id }) },
  {
    what: 'restore',
    in: ['deleted'],
    run: (tenants, { id }) => tenants.restore({ id }),
    gives: true,
  },
  { what: 'revoke', in: ['active'], run: (tenants, { id }) => tenants.revokeTokens({ id }) },
  {
    what: 'flag',
    in: ['active', 'suspended'],
    run: (tenants, { id, readOnly }) => tenants.setFlags({ id, readOnly: !readOnly }),
  },
  {
    what: 'rename',
    in: ['active', 'suspended', 'archived'],
    run: (tenants, { id, name }) => tenants.edit({ id, name: `${name.slice(0, 100)}.` }),
  },
  {
    what: 'rotate',
    in: ['active'],
    // An overlap is ended by a rotation without one; a second beside it is refused.
    run: (_tenants, { id, accounts }, api) =>
      api.accounts.rotate({
        tenantIds: [id],
        account: 'sync',
        overlapHours: accounts.some(({ previous }) => previous !== null) ? 0 : 1,
      }),
  },
];

export function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}

/** One random edit of the registry; answers what the tenant is afterwards. */
export async function randomEdit(
  console: Console,
  random: () => number,
  options: EditOptions,
): Promise<{ readonly what: string; readonly tenant: TenantFacts } | null> {
  const { tenants } = console.api;
  const { rows } = await listTenants(console);
  if (rows.length === 0 || (rows.length < options.most && random() < 0.3)) {
    const key = options.newKey();
    options.begin?.(null, 'create');
    return { what: 'create', tenant: factsOf(await tenants.create(tenantForm(key))) };
  }
  const row = pick(
    rows.filter(({ id }) => options.except?.has(id) !== true),
    random,
  );
  if (row === undefined) return null;
  const before = await tenants.get({ id: row.id });
  const possible = edits.filter(
    (edit) => edit.in.includes(before.state) && !(options.onlyWithdraw === true && edit.gives),
  );
  const edit = pick(possible, random);
  if (edit === undefined) return null;
  options.begin?.(row.id, edit.what);
  await edit.run(tenants, before, console.api);
  return { what: edit.what, tenant: factsOf(await tenants.get({ id: row.id })) };
}

/** Every tenant of a console, by id. */
export async function allFacts(console: Console): Promise<ReadonlyMap<string, TenantFacts>> {
  const { rows } = await listTenants(console);
  const details = await Promise.all(rows.map(({ id }) => console.api.tenants.get({ id })));
  return new Map(details.map((detail) => [detail.id, factsOf(detail)]));
}
