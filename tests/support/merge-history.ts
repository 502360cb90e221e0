import type { Command, CommandContext } from '../../src/shared/commands/command.ts';
import { activateTenant } from '../../src/shared/commands/activate-tenant.ts';
import { archiveTenant } from '../../src/shared/commands/archive-tenant.ts';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { editTenant } from '../../src/shared/commands/edit-tenant.ts';
import { removeTenant } from '../../src/shared/commands/remove-tenant.ts';
import { restoreTenant } from '../../src/shared/commands/restore-tenant.ts';
import { setFlags } from '../../src/shared/commands/set-flags.ts';
import { suspendTenant } from '../../src/shared/commands/suspend-tenant.ts';
import { unarchiveTenant } from '../../src/shared/commands/unarchive-tenant.ts';
import { tenantState, type Tenant } from '../../src/shared/documents/tenant.ts';
import { saidOf } from '../campaign/sync-decide.ts';
import { createSyncModel, type Said, textFields } from '../campaign/sync-model.ts';
import { verdict, type FinalTenant } from '../campaign/sync-verdict.ts';
import { tenantFacts } from '../campaign/tenant-facts.ts';
import { conflictDetail } from '../../src/shared/conflicts/conflict-detail.ts';
import { createMergeDevice, type MergeDevice } from './merge-device.ts';
import { sampleTenant } from './registry-samples.ts';
import { createRevisionTree } from './revision-tree.ts';
import { testDigest } from './test-digest.ts';

/** What happens next; the numbers choose among what is possible then. */
export interface MergeStep {
  readonly device: number;
  readonly act: 'text' | 'access' | 'exchange' | 'merge' | 'decide';
  readonly choice: number;
}

const tenantId = '3f0c6f3e-6f9e-4b1a-9d2c-00000000000a';
const uuid = () => '3f0c6f3e-6f9e-4b1a-9d2c-0000000000c9';
const names = ['anna', 'berta', 'carl', 'dora'] as const;

/**
 * Plays edits of one tenant on several laptops that meet the server now and then, with the registry's own
 * commands and merges over stores in memory.
 * @returns what is wrong in the end, and what happened
 */
export async function playMerges(
  steps: readonly MergeStep[],
): Promise<{ readonly wrong: readonly string[]; readonly told: readonly string[] }> {
  let moment = Date.parse('2026-05-05T05:00:00.000Z');
  const told: string[] = [];
  const model = createSyncModel();
  const server = createRevisionTree();
  const devices = names.map((name) => {
    const context = (): CommandContext => {
      moment += 1000;
      return { now: new Date(moment).toISOString(), actor: name, uuid, digest: testDigest };
    };
    model.joins(name, false);
    return createMergeDevice(name, tenantId, context);
  });
  let texts = 0;
  const newText = () => `v${String((texts += 1))}q`;

  function exchange({ name, tree }: MergeDevice): void {
    model.online(name, true);
    server.pull(tree);
    tree.pull(server);
    model.arrived(name);
    model.online(name, false);
  }

  async function edit(device: MergeDevice, command: Command<unknown>, said: readonly Said[]) {
    const before = await device.tenant();
    await device.execute(command);
    const after = await device.tenant();
    if (after === null || after._rev === before?._rev) return;
    const { generation, epoch } = after;
    const what = JSON.stringify(said);
    model.acknowledged(device.name, {
      tenantId,
      what,
      said: [...said, { kind: 'counters', generation, epoch }],
    });
    told.push(`${device.name} ${what}`);
  }

  async function play({ device: at, act, choice }: MergeStep): Promise<void> {
    const device = devices[at % devices.length];
    if (device === undefined) return;
    if (act === 'exchange') {
      exchange(device);
      told.push(`${device.name} meets the server`);
      return;
    }
    if (act === 'merge') {
      if (await device.merge()) told.push(`${device.name} merges`);
      return;
    }
    const tenant = await device.tenant();
    if (tenant === null) return;
    if (act === 'decide') await decide(device, choice);
    else if (act === 'text') {
      if (tenantState(tenant) !== 'deleted') await text(device, tenant, choice);
    } else {
      const possible = accessEdits.filter(({ from }) => from.includes(tenantState(tenant)));
      const chosen = possible[choice % possible.length];
      if (chosen !== undefined) await edit(device, chosen.command(tenant), [chosen.said(tenant)]);
    }
  }

  async function text(device: MergeDevice, tenant: Tenant, choice: number): Promise<void> {
    const field = textFields[choice % textFields.length] ?? 'name';
    const value = field === 'ownerEmail' ? `${newText()}@example.org` : newText();
    const { configuration } = tenant;
    const changed = {
      name: { name: value },
      description: { description: value },
      ownerEmail: { ownerEmail: value },
      'configuration/a': { configuration: { ...configuration, a: value } },
      'configuration/b': { configuration: { ...configuration, b: value } },
    }[field];
    const shown = tenantFacts(tenant).text[field];
    // Nothing may be what somebody chose over a text.
    const over = [shown];
    await edit(device, editTenant({ tenantId, ...changed }), [
      { kind: 'text', field, value, over },
    ]);
  }

  async function decide(device: MergeDevice, choice: number): Promise<void> {
    const found = await device.conflict();
    if (found === null || found.result.asks.length === 0) return;
    const { result } = found;
    const head = { id: '', kind: 'tenant', document: null };
    const detail = conflictDetail(head, result, { mine: null, baseKnown: true });
    const chosen = result.asks.map((path, at) => ({
      path,
      side: (choice >> at) % result.sides.length,
    }));
    const choices = new Map(
      chosen.map(({ path, side }) => [path, { side: result.sides[side]?.rev ?? '' }]),
    );
    if (!(await device.decide(choices))) return;
    const said = chosen.flatMap(({ path, side }) => saidOf(detail, path, side));
    model.acknowledged(device.name, { tenantId, what: 'decide', said });
    told.push(`${device.name} decides ${JSON.stringify(said)}`);
  }

  const [first] = devices;
  if (first === undefined) return { wrong: [], told };
  const name = newText();
  await edit(first, createTenant(sampleTenant('abc', { tenantId, name })), [
    { kind: 'text', field: 'name', value: name, over: [] },
  ]);
  for (const device of devices) exchange(device);
  for (const step of steps) await play(step);
  await meet(devices, exchange);

  const wrong: string[] = [];
  const finals = await Promise.all(devices.map(finalOf));
  finals.forEach((final, at) => {
    const tenants = new Map([[tenantId, final]]);
    const none: ReadonlySet<string> = new Set();
    for (const problem of verdict(model.operations(), { tenants, keys: none, revokedKeys: none }))
      wrong.push(`${problem.wrong} (on ${names[at] ?? ''})`);
  });
  return { wrong, told };
}

/** Until nobody has anything to merge or to tell any more. */
async function meet(
  devices: readonly MergeDevice[],
  exchange: (device: MergeDevice) => void,
): Promise<void> {
  let before = '';
  for (let round = 0; round < 20; round += 1) {
    for (const device of devices) exchange(device);
    for (const device of devices) {
      await device.merge();
      exchange(device);
    }
    const now = devices.map(({ tree }) => JSON.stringify(tree.ends())).join();
    if (now === before) return;
    before = now;
  }
  throw new Error('they go on merging for ever');
}

async function finalOf(device: MergeDevice): Promise<FinalTenant> {
  const tenant = await device.tenant();
  if (tenant === null) throw new Error('the tenant is gone');
  return {
    ...tenantFacts(tenant),
    leaves: device.tree.live().map(({ body }) => JSON.stringify(body)),
    asks: (await device.conflict())?.result.asks ?? null,
    rotatedAt: null,
  };
}

const access = (field: (Said & { kind: 'access' })['field'], withdrawn: boolean) => (): Said => ({
  kind: 'access',
  field,
  withdrawn,
});
const id = { tenantId };
const present = ['active', 'suspended', 'archived'];

const accessEdits: readonly {
  readonly from: readonly string[];
  readonly command: (tenant: Tenant) => Command<unknown>;
  readonly said: (tenant: Tenant) => Said;
}[] = [
  { from: ['active'], command: () => suspendTenant(id), said: access('enabled', true) },
  { from: ['suspended'], command: () => activateTenant(id), said: access('enabled', false) },
  {
    from: ['active', 'suspended'],
    command: () => archiveTenant(id),
    said: access('archived', true),
  },
  { from: ['archived'], command: () => unarchiveTenant(id), said: access('archived', false) },
  { from: present, command: () => removeTenant(id), said: access('deleted', true) },
  { from: ['deleted'], command: () => restoreTenant(id), said: access('deleted', false) },
  {
    from: present,
    command: ({ readOnly }) => setFlags({ ...id, readOnly: !readOnly }),
    said: ({ readOnly }) => access('readOnly', !readOnly)(),
  },
  {
    from: present,
    command: ({ overQuota = false }) => setFlags({ ...id, overQuota: !overQuota }),
    said: ({ overQuota = false }) => access('overQuota', !overQuota)(),
  },
];
