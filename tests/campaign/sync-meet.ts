import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { TenantDetail } from '../../src/shared/bridge/views.ts';
import { leaseDocumentId } from '../../src/shared/documents/lease.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import type { SyncDevice } from './sync-device.ts';

const feedSchema = z.object({
  results: z.array(z.object({ id: z.string(), changes: z.array(z.object({ rev: z.string() })) })),
});

/** Revisions of all leaves by document id, deleted ones included, in order. */
export type Leaves = ReadonlyMap<string, readonly string[]>;

/** Documents that every device has of its own accord, or that only the server has. */
export function isShared(id: string): boolean {
  return id !== leaseDocumentId && !id.startsWith('_');
}

export async function serverLeaves(server: CouchDbAddress, database: string): Promise<Leaves> {
  const { body } = await rawClient(server, server)('GET', `/${database}/_changes?style=all_docs`);
  return new Map(
    feedSchema
      .parse(body)
      .results.filter(({ id }) => isShared(id))
      .map(({ id, changes }): [string, readonly string[]] => [
        id,
        changes.map(({ rev }) => rev).sort(),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What devices must show alike: without what only one of them can know. */
function comparable(tenants: readonly TenantDetail[]): string {
  const own = new Set(['provisioning', 'keyChangeable', 'refusal', 'revealable']);
  return JSON.stringify(tenants, (key, value: unknown) => (own.has(key) ? undefined : value));
}

/** Milliseconds; generous, for machines that do other things as well. */
const patience = 120_000;
/** So many rounds in a row must change nothing. */
const quietRounds = 3;

/** Lets all devices replicate until nothing moves any more; names what is still moving when patience ends. */
export async function meet(
  server: CouchDbAddress,
  devices: readonly SyncDevice[],
  databases: readonly string[],
  violated: (what: string) => void,
): Promise<void> {
  const deadline = Date.now() + patience;
  let before = '';
  let quiet = 0;
  let states: readonly string[] = [];
  while (quiet < quietRounds && Date.now() < deadline) {
    const statuses = await Promise.all(
      devices.map(({ console }) => console().api.sync.now(undefined)),
    );
    states = statuses.map(({ state, error }, index) => {
      const why = error === null ? '' : ` (${error.code}: ${error.message})`;
      return `${devices[index]?.name ?? ''} ${state}${why}`;
    });
    const there = await Promise.all(
      databases.map(async (database) => [...(await serverLeaves(server, database))]),
    );
    const shown = await Promise.all(devices.map(async (one) => comparable(await one.tenants())));
    const now = JSON.stringify([there, shown[0]]);
    const calm =
      now === before &&
      new Set(shown).size === 1 &&
      statuses.every(({ state }) => state === 'synced');
    quiet = calm ? quiet + 1 : 0;
    before = now;
    // Merges and the log go out a moment after what they are about.
    await pause(50);
  }
  if (quiet < quietRounds) violated(`they did not come to rest: ${states.join(', ')}`);
}
