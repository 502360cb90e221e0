import { designDigest, indexDigest } from './digest.ts';
import { operationBase } from './operation-base.ts';
import type { WriteDesign, WriteIndex, WriteLimit } from './plan.ts';
import type { DatabaseSpec, DesignSpec, TenantSpec } from './server-spec.ts';
import type { ObservedDatabase, ObservedDesign } from './server-state.ts';

/** CouchDB's `_revs_limit` of a new database. */
const newRevsLimit = 1000;

export function writeDesign(
  tenant: TenantSpec,
  database: DatabaseSpec,
  design: DesignSpec,
  observed: ObservedDatabase | null,
  after: readonly string[],
): readonly WriteDesign[] {
  const found = observed?.designs.find(({ id }) => id === design.id);
  if (found !== undefined && !isOutdated(found, design)) return [];
  const target = `${database.name}/${design.id}`;
  return [
    {
      ...operationBase(tenant, 'design.write', target, after),
      kind: 'design.write',
      target,
      database: database.name,
      rev: found?.rev ?? null,
      design,
    },
  ];
}

/** A design of a higher version comes from a newer console and stays. */
export function isOutdated(found: ObservedDesign, { body, version }: DesignSpec): boolean {
  if (version !== null && found.version !== null && found.version > version) return false;
  return found.digest !== designDigest(body);
}

export function writeIndexes(
  tenant: TenantSpec,
  database: DatabaseSpec,
  observed: ObservedDatabase | null,
  after: readonly string[],
): readonly WriteIndex[] {
  return database.indexes.flatMap((index): readonly WriteIndex[] => {
    const found = observed?.indexes.find(
      ({ name, design }) => name === index.name && design === index.design,
    );
    if (found?.digest === indexDigest(index)) return [];
    const target = `${database.name}/${index.name}`;
    return [
      {
        ...operationBase(tenant, 'index.write', target, after),
        kind: 'index.write',
        target,
        database: database.name,
        index,
      },
    ];
  });
}

/** A limit that nobody asked the server for is no difference. */
export function writeLimit(
  tenant: TenantSpec,
  { name, revsLimit }: DatabaseSpec,
  observed: ObservedDatabase | null,
  after: readonly string[],
): readonly WriteLimit[] {
  const before = observed === null ? newRevsLimit : observed.revsLimit;
  if (revsLimit === null || before === null || before === revsLimit) return [];
  return [
    {
      ...operationBase(tenant, 'limit.write', name, after),
      kind: 'limit.write',
      target: name,
      before,
      revsLimit,
    },
  ];
}
