import { describe, expect, it } from 'vitest';
import { changeBlueprint, newAccounts } from '../../../../src/shared/commands/change-blueprint.ts';
import type { Command } from '../../../../src/shared/commands/command.ts';
import type { CredentialInputs } from '../../../../src/shared/commands/credential-input.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import { shopBlueprint, type Blueprint } from '../../../../src/shared/documents/blueprint.ts';
import { MyCouchError } from '../../../../src/shared/errors.ts';
import { desired } from '../../../../src/shared/planning/desired.ts';
import { diff } from '../../../../src/shared/planning/diff.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';
import {
  sampleContext,
  sampleCredentials,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import { emptyServer, observed, perform } from '../../../support/simulated-server.ts';

/** Products stay, sales and users go, a journal comes; another account beside `sync`. */
const cafe: Blueprint = {
  ...shopBlueprint,
  _id: 'blueprint_cafe',
  name: 'cafe',
  title: 'Café',
  databases: [
    { name: 'products', q: 1 },
    { name: 'journal', q: 1 },
  ],
  accounts: [
    { name: 'sync', access: 'read' },
    { name: 'report', access: 'read' },
  ],
};

function scene() {
  const state = sampleState();
  state.put(cafe._id, readEntry(cafe._id, '1-a', cafe), []);
  const add = (key: string) => {
    const input = sampleTenant(key);
    store(state, createTenant(input)(state.snapshot(), sampleContext));
    return input.tenantId;
  };
  const tenantOf = (id: string) => {
    const tenant = state.snapshot().tenants.get(id);
    if (tenant === undefined) throw new Error('the tenant is gone');
    return tenant;
  };
  const run = (command: Command<unknown>) => {
    const outcome = command(state.snapshot(), sampleContext);
    store(state, outcome);
    return outcome;
  };
  return {
    state,
    add,
    tenantOf,
    run,
    put: (blueprint: Blueprint) => {
      state.put(blueprint._id, readEntry(blueprint._id, '1-b', blueprint), []);
    },
  };
}

function credentials(...names: readonly string[]): CredentialInputs {
  const [, sample] = [...sampleCredentials('c')][0] ?? [];
  if (sample === undefined) throw new Error('no sample');
  return new Map(names.map((name) => [name, sample]));
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'done';
  } catch (error) {
    if (error instanceof MyCouchError) return error.code;
    throw error;
  }
};

describe('another blueprint', () => {
  it('keeps what both have, makes what is new and says what stays behind', () => {
    const { state, add, tenantOf, run } = scene();
    const tenantId = add('acme');
    expect(newAccounts(state.snapshot(), tenantOf(tenantId), cafe)).toEqual(['report']);
    const { audit } = run(
      changeBlueprint({ tenantId, blueprint: cafe._id, credentials: credentials('report') }),
    );
    expect(tenantOf(tenantId)).toMatchObject({ blueprint: cafe._id, generation: 2, epoch: 2 });
    expect(audit[0]).toMatchObject({
      action: 'tenant_blueprint_changed',
      details: {
        left_databases: ['shop_acme_sales', 'shop_acme_users'],
        left_accounts: ['shop_acme_admin'],
      },
    });
    const sync = state
      .snapshot()
      .accounts.get(tenantId)
      ?.find(({ name }) => name === 'sync');
    expect(sync).toMatchObject({ access: 'read', username: 'shop_acme_sync' });
  });

  it('never has a plan that deletes what only the old one had', () => {
    const { state, add, run } = scene();
    const tenantId = add('acme');
    const spec = () => desired(state.snapshot(), 'server_x');
    const before = diff(spec(), observed(emptyServer, spec()));
    const server = before.operations.reduce(perform, emptyServer);
    run(changeBlueprint({ tenantId, blueprint: cafe._id, credentials: credentials('report') }));
    const { operations, refusals } = diff(spec(), observed(server, spec()));
    expect(refusals).toEqual([]);
    expect(operations.filter(({ kind }) => kind.endsWith('.delete'))).toEqual([]);
    const targets = operations.map(({ id }) => id).join('\n');
    expect(targets).toContain('shop_acme_journal');
    expect(targets).not.toContain('shop_acme_sales');
    const after = operations.reduce(perform, server);
    expect([...after.databases.keys()]).toContain('shop_acme_sales');
    // Who stays behind is refused by what the plans manage: its roles are those of the epoch before.
    const old = after.users.get('shop_acme_admin')?.roles ?? [];
    const roles = after.databases.get('shop_acme_products')?.security.members.roles ?? [];
    expect(roles.some((role) => old.includes(role))).toBe(false);
    const again = diff(spec(), observed(after, spec()));
    expect(again.operations).toEqual([]);
  });

  it('goes back without new passwords, since the accounts were kept', () => {
    const { state, add, tenantOf, run } = scene();
    const tenantId = add('acme');
    run(changeBlueprint({ tenantId, blueprint: cafe._id, credentials: credentials('report') }));
    expect(newAccounts(state.snapshot(), tenantOf(tenantId), shopBlueprint)).toEqual([]);
    run(changeBlueprint({ tenantId, blueprint: shopBlueprint._id, credentials: new Map() }));
    expect(tenantOf(tenantId)).toMatchObject({ blueprint: shopBlueprint._id, generation: 3 });
    expect(desired(state.snapshot(), 'server_x').refusals).toEqual([]);
  });

  it('gives an account whose user name changes a new password under the new name', () => {
    const { state, add, tenantOf, run, put } = scene();
    const other = {
      ...cafe,
      _id: 'blueprint_other',
      name: 'other',
      account_pattern: 'user_{key}_{name}',
    };
    put(other);
    const tenantId = add('acme');
    expect(newAccounts(state.snapshot(), tenantOf(tenantId), other)).toEqual(['sync', 'report']);
    run(
      changeBlueprint({
        tenantId,
        blueprint: other._id,
        credentials: credentials('sync', 'report'),
      }),
    );
    expect(desired(state.snapshot(), 'server_x').refusals).toEqual([]);
  });

  it('is refused where it cannot be', () => {
    const { add, run, put, tenantOf } = scene();
    const tenantId = add('acme');
    add('acme-two');
    // `shop_acme_products` of this one is what a pattern with the key inside gives another tenant.
    put({
      ...cafe,
      _id: 'blueprint_clash',
      name: 'clash',
      database_pattern: 'shop_{key}-two_{name}',
    });
    const attempt = (blueprint: string, more: object = {}) =>
      codeOf(() => run(changeBlueprint({ tenantId, blueprint, credentials: new Map(), ...more })));
    expect(attempt('blueprint_none')).toBe('not-found');
    expect(attempt('blueprint_clash')).toBe('key-taken');
    expect(attempt(cafe._id)).toBe('invalid-input');
    expect(attempt(cafe._id, { seen: '1-of-another-time' })).toBe('conflict');
    expect(attempt(shopBlueprint._id)).toBe('done');
    expect(tenantOf(tenantId).generation).toBe(1);
    run(removeTenant({ tenantId }));
    expect(attempt(cafe._id)).toBe('not-allowed-in-state');
  });
});
