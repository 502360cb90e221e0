import { createHash } from 'node:crypto';
import { accountDocumentId } from '../../src/shared/documents/account.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { accountUsername } from '../../src/shared/tenant-names.ts';
import { fleetTenant } from '../support/fleet.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** One leaf as a replication would write it. */
export type SeedLeaf = Readonly<Record<string, unknown>>;

const shares = { secondRevision: 0.1, moreRevisions: 0.3, conflict: 0.01, deleted: 0.005 };
const stamp = { createdBy: 'anna', updatedAt: '2026-03-01T00:00:00.000Z', updatedBy: 'anna' };

/**
 * Registry documents with their histories: tenants of the shop blueprint and their accounts. 30 % have
 * three or more revisions, 1 % are in conflict, and some are deleted. The same for the same seed.
 * @param documents how many; leaves are more, for the conflicts
 */
export function* seedLeaves(documents: number, seed = 1): Generator<SeedLeaf, void> {
  const random = seededRandom(seed);
  let made = 0;
  for (let number = 0; made < documents; number += 1) {
    for (const body of tenantBodies(number)) {
      if (made >= documents) return;
      made += 1;
      yield* leavesOf(body, random);
    }
  }
}

/** A tenant and its accounts. */
function tenantBodies(number: number): readonly Body[] {
  const digest = hex(`tenant ${number}`);
  const id = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20)}`;
  const tenant = fleetTenant(`t-${number}`, {
    tenant_id: id,
    name: `Tenant number ${number}`,
    owner_email: `owner-${number}@example.org`,
  });
  const accounts = shopBlueprint.accounts.map(({ name, access }) => {
    const own = hex(`${name} ${number}`);
    return {
      _id: accountDocumentId(id, name),
      type: 'account',
      tenant_id: id,
      name,
      username: accountUsername(shopBlueprint, tenant.key, name),
      access,
      hash: { iterations: 10, salt: own, sha256: own + own, sha1: own + own.slice(0, 8) },
      credential_id: id,
      createdAt: '2026-03-01T00:00:00.000Z',
      ...stamp,
    };
  });
  return [tenant, ...accounts];
}

type Body = Readonly<Record<string, unknown>> & { readonly _id: string };

function* leavesOf(body: Body, random: () => number): Generator<SeedLeaf> {
  const kind = random();
  const generations =
    kind < shares.moreRevisions
      ? 3 + Math.floor(random() * 6)
      : kind < shares.moreRevisions + shares.secondRevision
        ? 2
        : 1;
  const trunk = Array.from({ length: generations }, (_, at) => hex(`${body._id} ${at}`));
  const [conflicts, deleted] = [random() < shares.conflict, random() < shares.deleted];
  yield leaf(deleted ? { _id: body._id, _deleted: true } : body, trunk);
  if (!conflicts) return;
  const common = trunk.slice(0, Math.floor(random() * generations));
  const branch = [...common, hex(`${body._id} other`), hex(`${body._id} another`)];
  yield leaf({ ...body, updatedBy: 'ben', updatedAt: '2026-03-02T00:00:00.000Z' }, branch);
}

function leaf(body: Body, oldestFirst: readonly string[]): SeedLeaf {
  const start = oldestFirst.length;
  const ids = oldestFirst.toReversed();
  return { ...body, _rev: `${start}-${ids[0] ?? ''}`, _revisions: { start, ids } };
}

function hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
