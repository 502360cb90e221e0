import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeConnection } from '../../src/main/connection/saved-connection.ts';
import { openAgreements } from '../../src/main/console/agreements.ts';
import { systemClock } from '../../src/main/console/system-clock.ts';
import { openLocalDatabase } from '../../src/main/registry/pouch.ts';
import { openRegistry } from '../../src/main/registry/open-registry.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import { openServerRegistries } from '../../src/main/registry/server-registries.ts';
import { ensureBlueprint } from '../../src/shared/commands/ensure-blueprint.ts';
import type { AuditDraft } from '../../src/shared/documents/audit.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { seededRegistry, type SeededLeaf } from '../support/seeded-registry.ts';

const batchSize = 500;
/** A server that nobody has: what is seeded was applied there, most of it. */
const serverUuid = 'f00d'.repeat(8);
/** Share of the tenants that wait to be applied. */
const waitingShare = 0.03;

export interface Seeded {
  readonly documents: number;
  readonly tenants: number;
  readonly conflicts: number;
}

const logged = 1000;
const loggedAtOnce = 100;
const actions = ['tenant_created', 'tenant_edited', 'tenant_suspended', 'tenant_activated'];

/** Entries of the weeks before, each later than the one before it. */
async function seedLog(
  registry: Registry,
  { seed, now }: { readonly seed: number; readonly now: Date },
): Promise<void> {
  const random = seededRandom(seed + 2);
  const tenants = [...registry.snapshot().tenants.values()];
  for (let start = 0; start < logged; start += loggedAtOnce) {
    const audit = Array.from({ length: loggedAtOnce }, (_, n): AuditDraft => {
      const tenant = tenants[Math.floor(random() * tenants.length)];
      return {
        type: 'audit_log',
        tenant_id: tenant?.tenant_id ?? null,
        action: actions[Math.floor(random() * actions.length)] ?? 'tenant_edited',
        actor: random() < 0.6 ? 'anna' : random() < 0.5 ? 'ben' : 'carla',
        resource_type: 'tenant',
        resource_id: tenant?._id ?? 'tenant',
        outcome: random() < 0.02 ? 'failed' : 'ok',
        details: { key: tenant?.key ?? '', name: tenant?.name ?? '' },
        createdAt: new Date(now.getTime() - (logged - start - n) * 3_600_000).toISOString(),
      };
    });
    await registry.execute(() => ({ documents: [], audit, result: null }));
  }
}

/** Makes a data directory with a registry as years of work leave it. There must be none yet. */
export async function seedDirectory(
  directory: string,
  options: { readonly tenants: number; readonly seed: number; readonly now: Date },
): Promise<Seeded> {
  const registries = await openServerRegistries(directory);
  await registries.give(serverUuid);
  const open = () =>
    openRegistry({
      directory,
      device: 'seed',
      actor: () => 'seed',
      clock: systemClock,
      uuid: randomUUID,
      logger: { warn: () => undefined },
    });
  const first = await open();
  await first.execute(ensureBlueprint(shopBlueprint));
  await first.close();
  const db = await openLocalDatabase(join(directory, registries.folder()), (write) => write());
  let documents = 0;
  let batch: SeededLeaf[] = [];
  for (const leaf of seededRegistry(options)) {
    batch.push(leaf);
    documents += 1;
    if (batch.length < batchSize) continue;
    await db.writeRevisions(batch);
    batch = [];
  }
  if (batch.length > 0) await db.writeRevisions(batch);
  await db.close();

  // Opened once, so that the index is there as after any other day.
  const registry = await open();
  await registry.caughtUp();
  const snapshot = registry.snapshot();
  const agreements = await openAgreements(directory);
  agreements.useServer(serverUuid);
  agreements.refresh(snapshot);
  const random = seededRandom(options.seed + 1);
  const wishes = agreements.wishes();
  const agreed = new Map([...wishes].filter(() => random() >= waitingShare));
  await agreements.record({ agreed, differing: [], refusals: [], wishes });
  // As a console leaves it when it is closed.
  await agreements.keepListed();
  const conflicts = registry.conflicts.all().size;
  await seedLog(registry, options);
  await registry.close();
  await writeConnection(directory, {
    format: 1,
    couchdbUuid: serverUuid,
    name: 'A server that is away',
    // Nobody answers at the port of the discard protocol.
    url: 'http://127.0.0.1:9',
    version: '3.5.0',
    practice: false,
    operatorAccount: 'mycouch-operator-seed',
  });
  return { documents, tenants: snapshot.tenants.size, conflicts };
}
