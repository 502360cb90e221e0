import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findDatabase,
  reachableDatabases,
} from '../../../../src/gateway/pass-through/tenant-databases.ts';
import { shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import { tenantDatabases } from '../../../../src/shared/tenant-names.ts';
import { sampleTenantDocument } from '../../../support/gateway-in-process.ts';

const tenant = sampleTenantDocument('2026-01-01T00:00:00.000Z', { key: 'acme' });
const own = tenantDatabases(shopBlueprint, tenant.key);
const parts = shopBlueprint.databases.map(({ name }) => name);
const others = [
  ...tenantDatabases(shopBlueprint, 'other'),
  'catalogue',
  'news',
  'couch-sitter',
  '_users',
];
const registry = {
  tenant: (id: string) => (id === tenant.tenant_id ? tenant : null),
  blueprint: (id: string) => (id === tenant.blueprint ? shopBlueprint : null),
};

describe('a database', () => {
  it('is found by its name if, and only if, it is among those that the caller reaches', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...own, ...others),
        fc.constantFrom(tenant.tenant_id, '4f7c2a3e-6f9e-4b1a-9d2c-00000000ffff'),
        fc.option(fc.subarray([...parts, 'catalogue', 'news'])),
        fc.subarray(['catalogue', 'news', ...own.slice(0, 1)]),
        (name, tenantId, databases, sharedNames) => {
          const caller = { tenantId, databases };
          const shared = sharedNames.map((one) => ({
            name: one,
            tenantField: 'tenant_id',
            views: [],
          }));
          const listed = reachableDatabases(caller, registry, shared);
          expect(findDatabase(name, caller, registry, shared)).toEqual(
            listed.find((one) => one.name === name) ?? null,
          );
        },
      ),
    );
  });
});
