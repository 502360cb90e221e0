import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { tenantForm } from '../support/test-console.ts';
import { shopBlueprint, type Blueprint } from '../../src/shared/documents/blueprint.ts';
import { converge } from './converge.ts';
import { damageKinds, doDamage } from './damage-kinds.ts';
import { openDevice } from './device.ts';
import { allFacts, randomEdit } from './edits.ts';
import type { HistoryContext } from './history.ts';
import { inspectServer } from './inspect.ts';
import { quickClock } from './quick-clock.ts';

/** The preset with an index in every database, so that there is one to drop where CouchDB has indexes. */
const indexed: Blueprint = {
  ...shopBlueprint,
  _id: 'blueprint_indexed',
  name: 'indexed',
  databases: shopBlueprint.databases.map((database) => ({
    ...database,
    indexes: [{ name: 'by-date', fields: ['date'] }],
  })),
};

const rounds = 2;

/** Somebody with the administrator's password does things by hand; a sweep names them and a plan heals them. */
export async function playDamage(context: HistoryContext): Promise<void> {
  const { server, watcher, random, violated, step, count } = context;
  const device = await openDevice(server, server.url, { clock: quickClock(5), random });
  const { console } = device;
  try {
    const indexes = server.kind !== 'practice';
    if (indexes) {
      await rawClient(server, server)('PUT', `/couch-sitter/${indexed._id}`, indexed);
      await console.api.sync.now(undefined);
    }
    for (let number = 1; number <= 2; number += 1) {
      await console.api.tenants.create({
        ...tenantForm(`d${number}`),
        blueprint: indexes ? indexed._id : shopBlueprint._id,
      });
    }
    await converge(console, violated);
    for (let round = 0; round < rounds; round += 1) {
      const tenants = [...(await allFacts(console)).values()].filter(
        ({ state }) => state === 'active',
      );
      const before = await console.api.drift.sweep(undefined);
      for (const { id, detail } of before.findings) {
        if (!id.startsWith('database-added')) violated(`drift before any damage: ${id} ${detail}`);
      }
      const many = 1 + Math.floor(random() * 5);
      const done = await doDamage({
        server,
        watcher,
        tenants,
        random,
        many,
        kinds: damageKinds.filter(({ place }) => indexes || place !== 'index'),
      });
      for (const { kind, subject } of done) {
        step(`${kind.name}: ${subject}`);
        count(kind.name);
      }
      const edited =
        random() < 0.3
          ? await randomEdit(console, random, {
              most: 2,
              newKey: () => 'none',
              onlyWithdraw: false,
              except: new Set(tenants.map(({ id }) => id)),
            })
          : null;
      if (edited !== null) step(`${edited.what} ${edited.tenant.key}`);

      const { findings, problem } = await console.api.drift.sweep(undefined);
      if (problem !== null) violated(`the sweep failed: ${problem.message}`);
      for (const { kind, subject } of done) {
        const found = findings.filter((finding) => finding.subject.startsWith(subject));
        if (!found.some((finding) => kind.drift.includes(finding.kind))) {
          violated(
            `${kind.name} (${subject}) was not found as ${kind.drift.join(' or ')} but as ${JSON.stringify(found.map((finding) => finding.id))}`,
          );
        }
        const alarm = kind.drift.includes('database-public');
        if (alarm && !found.some((finding) => finding.alarm && !finding.adoptable)) {
          violated(`${subject} was made public and that is no alarm, or may be adopted`);
        }
      }
      await converge(console, violated);
      watcher.endExcuses();
      const facts = [...(await allFacts(console)).values()];
      for (const wrong of await inspectServer(server, facts, watcher.remains)) violated(wrong);
      if (!indexes) continue;
      await checkIndexes(
        server,
        facts.filter(({ state }) => state === 'active').map(({ key }) => key),
        violated,
      );
    }
  } finally {
    await device.close();
  }
}

async function checkIndexes(
  server: CouchDbAddress,
  keys: readonly string[],
  violated: (what: string) => void,
): Promise<void> {
  const admin = rawClient(server, server);
  for (const key of keys) {
    for (const part of ['products', 'sales', 'users']) {
      const { body } = await admin('GET', `/shop_${key}_${part}/_index`);
      const found = JSON.stringify(body).split('"by-date"').length - 1;
      if (found !== 1) violated(`shop_${key}_${part} has ${found} times the index by-date`);
    }
  }
}
