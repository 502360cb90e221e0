import { join } from 'node:path';
import { openLocalDatabase } from '../../src/main/registry/pouch.ts';
import type { SyncDevice } from './sync-device.ts';

const told = [
  'updatedBy',
  'name',
  'description',
  'owner_email',
  'configuration',
  'enabled',
  'deletedAt',
  'archivedAt',
  'readOnly',
  'generation',
  'merged_revs',
  'access_seen',
] as const;

/** The revision tree of a document in the registry of a closed device, one line a revision that is there. */
export async function treeText(device: SyncDevice, id: string): Promise<string> {
  const db = await openLocalDatabase(join(device.directory(), 'registry'), (write) => write());
  try {
    const lines = [`the tree of ${id} on ${device.name}`];
    for (const { chain, deleted } of await db.leaves(id)) {
      lines.push(`  ${deleted ? 'a deleted leaf' : 'a leaf'}`);
      for (const rev of chain) {
        const body = await db.revision(id, rev);
        const said = told.map((key) => body?.[key] ?? null);
        lines.push(`    ${rev.slice(0, 8)} ${body === null ? 'not here' : JSON.stringify(said)}`);
      }
    }
    return lines.join('\n');
  } finally {
    await db.close();
  }
}
