import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openLocalDatabase } from '../../src/main/registry/pouch.ts';
import { logDatabase, registryDatabase } from '../../src/shared/naming.ts';
import { tenantDocumentId } from '../../src/shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { openAlone } from './sync-keys.ts';
import { isShared, type Leaves, serverLeaves } from './sync-meet.ts';
import type { SyncDevice } from './sync-device.ts';
import type { Finals, FinalTenant } from './sync-verdict.ts';
import { tenantFacts } from './tenant-facts.ts';

/** The stores of a closed device: every leaf it has, and what its registry makes of them. */
export interface ClosedDevice {
  readonly name: string;
  readonly registry: Leaves;
  /** Null where the device has no log. */
  readonly log: Leaves | null;
  /** Live leaves of documents as text. */
  readonly bodies: ReadonlyMap<string, readonly string[]>;
  readonly snapshot: RegistrySnapshot;
}

export async function readClosed(device: SyncDevice): Promise<ClosedDevice> {
  const directory = device.directory();
  const entries = await readdir(directory);
  const folder = (fits: RegExp): string | undefined => entries.find((entry) => fits.test(entry));
  const [registryFolder, logFolder] = [folder(/^registry(-of-|$)/), folder(/^log(-of-|$)/)];
  if (registryFolder === undefined) throw new Error(`${device.name} has no registry`);
  const registry = await readStore(join(directory, registryFolder));
  const log = logFolder === undefined ? null : await readStore(join(directory, logFolder));
  const opened = await openAlone(directory, device.name, device.clock);
  try {
    const snapshot = opened.snapshot();
    return {
      name: device.name,
      registry: registry.leaves,
      log: log?.leaves ?? null,
      bodies: registry.bodies,
      snapshot,
    };
  } finally {
    await opened.close();
  }
}

async function readStore(path: string): Promise<Pick<ClosedDevice, 'bodies'> & { leaves: Leaves }> {
  const db = await openLocalDatabase(path, (write) => write());
  try {
    const leaves = new Map<string, readonly string[]>();
    const bodies = new Map<string, readonly string[]>();
    for (const { id } of await db.changes(0, 1_000_000, false)) {
      if (!isShared(id)) continue;
      const ends = await db.leaves(id);
      leaves.set(id, ends.map(({ rev }) => rev).sort());
      bodies.set(
        id,
        ends.filter(({ deleted }) => !deleted).map(({ body }) => JSON.stringify(body)),
      );
    }
    return { leaves, bodies };
  } finally {
    await db.close();
  }
}

/** Every difference between a device's leaves and the server's. */
export async function leafProblems(
  server: CouchDbAddress,
  devices: readonly ClosedDevice[],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const registry = await serverLeaves(server, registryDatabase);
  const withLog = devices.filter(({ log }) => log !== null && log.size > 0);
  const log = withLog.length === 0 ? new Map() : await serverLeaves(server, logDatabase);
  for (const device of devices) {
    wrong.push(...differences(`the registry of ${device.name}`, device.registry, registry));
    if (device.log !== null)
      wrong.push(...differences(`the log of ${device.name}`, device.log, log));
  }
  return wrong;
}

function differences(what: string, here: Leaves, there: Leaves): readonly string[] {
  const ids = new Set([...here.keys(), ...there.keys()]);
  return [...ids].flatMap((id) => {
    const [one, other] = [here.get(id) ?? [], there.get(id) ?? []].map((revs) => revs.join(' '));
    return one === other
      ? []
      : [
          `${what} has ${one === '' ? 'nothing' : String(one)} of ${id}, the server ${String(other)}`,
        ];
  });
}

/** What devices must read alike of their registries. */
export function snapshotText({
  tenants,
  accounts,
  apikeys,
  revokedKeys,
}: RegistrySnapshot): string {
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const byId = (documents: readonly { readonly _id: string }[]) =>
    documents.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  return JSON.stringify([
    sorted(tenants),
    sorted(accounts).map(([id, own]) => [id, byId(own)]),
    sorted(apikeys).map(([id, own]) => [id, byId(own)]),
    [...revokedKeys].sort(),
  ]);
}

/** What one device has in the end, in the words of the model. */
export function finalsOf(
  { snapshot, bodies }: ClosedDevice,
  asks: ReadonlyMap<string, readonly string[]>,
): Finals {
  const tenants = [...snapshot.tenants.values()].map((tenant): [string, FinalTenant] => {
    const { tenant_id: id } = tenant;
    const sync = snapshot.accounts.get(id)?.find(({ name }) => name === 'sync');
    return [
      id,
      {
        ...tenantFacts(tenant),
        leaves: bodies.get(tenantDocumentId(id)) ?? [],
        asks: asks.get(tenantDocumentId(id)) ?? null,
        rotatedAt: sync?.rotatedAt ?? null,
      },
    ];
  });
  return {
    tenants: new Map(tenants),
    keys: new Set([...snapshot.apikeys.values()].flat().map(({ key_id }) => key_id)),
    revokedKeys: snapshot.revokedKeys,
  };
}
