import type { Console } from '../../src/main/console/ports.ts';
import type { TenantDetail } from '../../src/shared/bridge/views.ts';
import { tenantForm } from '../support/test-console.ts';
import { pick } from './edits.ts';
import type { SyncDevice } from './sync-device.ts';
import { type Said, type SyncModel, type TextField, textFields } from './sync-model.ts';

type Tenants = Console['api']['tenants'];

/** What a device shows of a field; empty where there is nothing. */
function textOf(tenant: TenantDetail, field: TextField): string {
  switch (field) {
    case 'name':
      return tenant.name;
    case 'description':
      return tenant.description;
    case 'ownerEmail':
      return tenant.ownerEmail ?? '';
    case 'configuration/a':
      return asText(tenant.configuration['a']);
    case 'configuration/b':
      return asText(tenant.configuration['b']);
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

const accessEdits: readonly {
  readonly what: string;
  readonly in: readonly string[];
  readonly run: (tenants: Tenants, tenant: TenantDetail) => Promise<TenantDetail>;
  readonly said: (tenant: TenantDetail) => readonly Said[];
}[] = [
  {
    what: 'suspend',
    in: ['active'],
    run: (tenants, { id }) => tenants.suspend({ id }),
    said: () => [{ kind: 'access', field: 'enabled', withdrawn: true }],
  },
  {
    what: 'activate',
    in: ['suspended'],
    run: (tenants, { id }) => tenants.activate({ id }),
    said: () => [{ kind: 'access', field: 'enabled', withdrawn: false }],
  },
  {
    what: 'archive',
    in: ['active', 'suspended'],
    run: (tenants, { id }) => tenants.archive({ id }),
    said: () => [{ kind: 'access', field: 'archived', withdrawn: true }],
  },
  {
    what: 'unarchive',
    in: ['archived'],
    run: (tenants, { id }) => tenants.unarchive({ id }),
    said: () => [{ kind: 'access', field: 'archived', withdrawn: false }],
  },
  {
    what: 'remove',
    in: ['active', 'suspended', 'archived'],
    run: (tenants, { id }) => tenants.remove({ id }),
    said: () => [{ kind: 'access', field: 'deleted', withdrawn: true }],
  },
  {
    what: 'restore',
    in: ['deleted'],
    run: (tenants, { id }) => tenants.restore({ id }),
    said: () => [{ kind: 'access', field: 'deleted', withdrawn: false }],
  },
  {
    what: 'read-only',
    in: ['active', 'suspended', 'archived'],
    run: (tenants, { id, readOnly }) => tenants.setFlags({ id, readOnly: !readOnly }),
    said: ({ readOnly }) => [{ kind: 'access', field: 'readOnly', withdrawn: !readOnly }],
  },
  {
    what: 'quota',
    in: ['active', 'suspended', 'archived'],
    run: (tenants, { id, overQuota }) => tenants.setFlags({ id, overQuota: !overQuota }),
    said: ({ overQuota }) => [{ kind: 'access', field: 'overQuota', withdrawn: !overQuota }],
  },
  {
    what: 'revoke tokens',
    in: ['active'],
    run: (tenants, { id }) => tenants.revokeTokens({ id }),
    said: () => [],
  },
];

export interface OperationOptions {
  readonly device: SyncDevice;
  readonly model: SyncModel;
  readonly random: () => number;
  /** A text that is nowhere yet. */
  readonly newText: () => string;
  readonly newKey: () => string;
  /** At most so many tenants are made. */
  readonly most: number;
}

/**
 * One random edit by the device's console, told to the model once it is acknowledged.
 * @returns what was done; null where there was nothing to do
 */
export async function randomOperation(options: OperationOptions): Promise<string | null> {
  const { device, random } = options;
  const shown = await device.tenants();
  if (shown.length === 0 || (shown.length < options.most && random() < 0.2)) return create(options);
  const chosen = pick(shown, random);
  if (chosen === undefined) return null;
  const choice = random();
  if (choice < 0.5 && chosen.state !== 'deleted') return editText(options, chosen);
  if (choice < 0.6 && chosen.state === 'active') return rotate(options, chosen);
  return changeAccess(options, chosen);
}

async function create({ device, model, newText, newKey }: OperationOptions): Promise<string> {
  const name = newText();
  const made = await device.console().api.tenants.create(tenantForm(newKey(), name));
  model.acknowledged(device.name, {
    tenantId: made.id,
    what: `create ${made.key}`,
    said: [{ kind: 'text', field: 'name', value: name, over: [] }, counters(made)],
  });
  return `create ${made.key} as ${name}`;
}

async function editText(options: OperationOptions, before: TenantDetail): Promise<string | null> {
  const { device, model, random, newText } = options;
  const field = pick(textFields, random);
  if (field === undefined) return null;
  const text = newText();
  const value = field === 'ownerEmail' ? `${text}@example.org` : text;
  const { tenants } = device.console().api;
  // As the window does: what came in since the form was opened is not written over unseen.
  const seen = before.rev;
  const edited = await tenants.edit({ id: before.id, seen, ...changed(before, field, value) });
  const said: Said[] = [over(before, field, value)];
  // The other half of the configuration goes along as it was shown.
  for (const other of ['configuration/a', 'configuration/b'] as const) {
    const kept = textOf(before, other);
    if (field.startsWith('configuration/') && other !== field && kept !== '')
      said.push(over(before, other, kept));
  }
  const what = `${before.key}: ${field} from ${textOf(before, field)} to ${value}`;
  model.acknowledged(device.name, {
    tenantId: before.id,
    what,
    said: [...said, counters(edited)],
  });
  return what;
}

function changed(
  before: TenantDetail,
  field: TextField,
  value: string,
): Omit<Parameters<Tenants['edit']>[0], 'id'> {
  const { configuration } = before;
  switch (field) {
    case 'name':
      return { name: value };
    case 'description':
      return { description: value };
    case 'ownerEmail':
      return { ownerEmail: value };
    case 'configuration/a':
      return { configuration: { ...configuration, a: value } };
    case 'configuration/b':
      return { configuration: { ...configuration, b: value } };
  }
}

function over(before: TenantDetail, field: TextField, value: string): Said {
  const shown = textOf(before, field);
  return { kind: 'text', field, value, over: [shown] };
}

async function changeAccess(
  { device, model, random }: OperationOptions,
  before: TenantDetail,
): Promise<string | null> {
  const edit = pick(
    accessEdits.filter((one) => one.in.includes(before.state)),
    random,
  );
  if (edit === undefined) return null;
  const after = await edit.run(device.console().api.tenants, before);
  const what = `${before.key}: ${edit.what}`;
  model.acknowledged(device.name, {
    tenantId: before.id,
    what,
    said: [...edit.said(before), counters(after)],
  });
  return `${what}, generation ${String(after.generation)}`;
}

async function rotate(
  { device, model, random }: OperationOptions,
  { id, key }: TenantDetail,
): Promise<string | null> {
  const { accounts, tenants } = device.console().api;
  const report = await accounts.rotate({
    tenantIds: [id],
    account: 'sync',
    overlapHours: random() < 0.5 ? 0 : 1,
  });
  const rotated = (await tenants.get({ id })).accounts.find(({ name }) => name === 'sync');
  if (report.accounts === 0 || rotated?.rotatedAt === null || rotated === undefined) return null;
  const what = `${key}: rotate`;
  model.acknowledged(device.name, {
    tenantId: id,
    what,
    said: [{ kind: 'rotation', rotatedAt: rotated.rotatedAt }],
  });
  return what;
}

const counters = ({ generation, epoch }: TenantDetail): Said => ({
  kind: 'counters',
  generation,
  epoch,
});
