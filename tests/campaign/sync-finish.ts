import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { tenantDocumentId } from '../../src/shared/documents/tenant.ts';
import { logDatabase, registryDatabase } from '../../src/shared/naming.ts';
import type { Decided } from './sync-decide.ts';
import type { SyncDevice } from './sync-device.ts';
import { finalsOf, leafProblems, readClosed, snapshotText } from './sync-finals.ts';
import { meet } from './sync-meet.ts';
import type { SyncModel } from './sync-model.ts';
import { treeText } from './sync-trees.ts';
import { verdict } from './sync-verdict.ts';

export interface FinishOptions {
  readonly server: CouchDbAddress;
  readonly devices: readonly SyncDevice[];
  readonly model: SyncModel;
  readonly decided: readonly Decided[];
  /** Whether an old copy of a device went on, so that its chain may fork; `sure`: it must. */
  readonly fork: 'no' | 'may' | 'sure';
  readonly violated: (what: string) => void;
  readonly step: (what: string) => void;
  readonly count: (what: string, many?: number) => void;
}

/**
 * All devices meet, and everything that must be true then is looked at: on their screens, in the log, and,
 * once they are closed, leaf by leaf in their stores.
 */
export async function finish(options: FinishOptions): Promise<void> {
  const { server, devices, model, violated, step, count } = options;
  await meet(server, devices, [registryDatabase, logDatabase], violated);
  step('they met');
  const shown = await Promise.all(devices.map(conflictsOf));
  const listed = new Set(shown.map((one) => [...one.keys()].join(' ')));
  if (listed.size > 1) violated(`they show different conflicts: ${[...listed].join('\n')}`);
  const asks = together(shown);
  count('conflicts left', asks.size);
  await readLog(options);
  for (const device of devices) {
    await device.look();
    await device.claimsChecked();
  }
  for (const device of devices) await device.close();

  const closed = [];
  for (const device of devices) closed.push(await readClosed(device));
  for (const wrong of await leafProblems(server, closed)) violated(wrong);
  const texts = new Set(closed.map(({ snapshot }) => snapshotText(snapshot)));
  if (texts.size > 1) violated(`they read their registries differently:\n${[...texts].join('\n')}`);
  const suspicious = new Set<string>();
  for (const device of closed) {
    for (const { tenantId, wrong } of verdict(model.operations(), finalsOf(device, asks))) {
      violated(`${wrong} (on ${device.name})`);
      if (tenantId !== null) suspicious.add(tenantDocumentId(tenantId));
    }
    for (const [id, sides] of device.bodies) {
      const listed = asks.get(id);
      if (sides.length > 1 && listed === undefined)
        violated(`nobody is shown the conflict of ${id}`);
      if (sides.length < 2 && listed !== undefined) violated(`${id} is shown as a conflict`);
      if (listed?.length === 0) violated(`the conflict of ${id} asks nothing and stays`);
    }
  }
  for (const id of suspicious) {
    for (const device of devices) step(await treeText(device, id));
  }
}

/** What is asked of each conflict on any of the devices: one that lacks the ancestor asks otherwise. */
function together(
  shown: readonly ReadonlyMap<string, readonly string[]>[],
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const [id, asks] of shown.flatMap((one) => [...one])) {
    all.set(id, [...new Set([...(all.get(id) ?? []), ...asks])]);
  }
  return all;
}

/** What each conflict asks, by document id. */
async function conflictsOf(device: SyncDevice): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await device
    .console()
    .api.conflicts.list({ search: '', kind: null, offset: 0, limit: 500 });
  return new Map(
    rows
      .map(({ documentId, asks }): [string, readonly string[]] => [documentId, asks])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function readLog(options: FinishOptions): Promise<void> {
  const { devices, model, decided, fork, violated, count } = options;
  const [device] = devices;
  if (device === undefined) return;
  const { audit } = device.console().api;
  const entries: string[] = [];
  for (;;) {
    const page = { tenantId: null, offset: entries.length, limit: 500 };
    const { rows, total } = await audit.recent(page);
    entries.push(...rows.map((row) => JSON.stringify(row)));
    if (rows.length === 0 || entries.length >= total) break;
  }
  for (const { number, what, said, mayBeGone, device: by } of model.operations()) {
    for (const one of said) {
      if (one.kind !== 'text' || mayBeGone) continue;
      if (!entries.some((entry) => entry.includes(one.value)))
        violated(`the log says nothing of ${number} ${what} on ${by}`);
    }
  }
  for (const { what, documentId, losers } of decided) {
    const about = entries.filter(
      (entry) => entry.includes(documentId) && entry.includes('conflict'),
    );
    for (const loser of losers) {
      if (!about.some((entry) => entry.includes(loser)))
        violated(`${loser} was not chosen (${what}), and the log does not tell`);
    }
  }
  const { findings, entries: verified, source } = await audit.verify(undefined);
  count('log entries verified', verified);
  if (source !== 'server') violated(`the log was verified on the ${source}`);
  for (const { kind, message } of findings) {
    if (kind !== 'fork' || fork === 'no') violated(`the log is said to be damaged: ${message}`);
  }
  const forks = findings.filter(({ kind }) => kind === 'fork').length;
  if (fork === 'sure' && forks === 0) violated('a device and its copy wrote, and no fork is named');
  count('forks named', forks);
}
