import type { ConflictDetail } from '../../src/shared/bridge/conflict-views.ts';
import { pick } from './edits.ts';
import type { SyncDevice } from './sync-device.ts';
import { type AccessField, type Said, type SyncModel, type TextField } from './sync-model.ts';

/** Which field of the model stands at a place of a tenant's document. */
const texts: Readonly<Record<string, TextField>> = {
  '/name': 'name',
  '/description': 'description',
  '/owner_email': 'ownerEmail',
  '/configuration/a': 'configuration/a',
  '/configuration/b': 'configuration/b',
};
const accesses: Readonly<Record<string, AccessField>> = {
  '/enabled': 'enabled',
  '/archivedAt': 'archived',
  '/deletedAt': 'deleted',
  '/readOnly': 'readOnly',
  '/overQuota': 'overQuota',
};

/** A conflict that somebody decided, and what must be readable of it in the audit log. */
export interface Decided {
  readonly what: string;
  readonly documentId: string;
  /** Texts that were not chosen. */
  readonly losers: readonly string[];
}

/** Decides a random conflict that the device shows, by choosing a side for every place that asks. */
export async function decideConflict(options: {
  readonly device: SyncDevice;
  readonly model: SyncModel;
  readonly random: () => number;
}): Promise<Decided | null> {
  const { device, model, random } = options;
  const { conflicts } = device.console().api;
  const { rows } = await conflicts.list({ search: '', kind: null, offset: 0, limit: 100 });
  const row = pick(
    rows.filter(({ tenantId }) => tenantId !== null),
    random,
  );
  if (row === undefined || row.tenantId === null) return null;
  const { documentId, tenantId } = row;
  const detail = await conflicts.get({ documentId });
  const revs = detail.sideList.map(({ rev }) => rev);
  const chosen = detail.asks.map((path) => ({ path, side: Math.floor(random() * revs.length) }));
  const { resolved } = await conflicts.resolve({
    documentId,
    revs,
    choices: chosen.flatMap(({ path, side }) => {
      const rev = revs[side];
      return rev === undefined ? [] : [{ path, take: { side: rev } }];
    }),
  });
  if (resolved !== 1) return null;
  const said = chosen.flatMap(({ path, side }) => saidOf(detail, path, side));
  const what = `decide ${row.title}: ${chosen.map(({ path, side }) => `${path} as side ${String(side)}`).join(', ')}`;
  model.acknowledged(device.name, { tenantId, what, said });
  const losers = said.flatMap((one) => (one.kind === 'text' ? one.over : []));
  return { what, documentId, losers };
}

export function saidOf({ fields }: ConflictDetail, path: string, side: number): readonly Said[] {
  const field = fields.find((one) => one.path === path);
  const taken = field?.values[side];
  if (field === undefined || taken === undefined) return [];
  const text = texts[path];
  if (text !== undefined) {
    const sides = field.values.map(({ value }) => (typeof value === 'string' ? value : ''));
    const chosen = sides[side] ?? '';
    return [
      {
        kind: 'text',
        field: text,
        value: chosen,
        over: sides.filter((value) => value !== '' && value !== chosen),
      },
    ];
  }
  const access = accesses[path];
  if (access === undefined) return [];
  return [{ kind: 'access', field: access, withdrawn: isWithdrawn(access, taken.value) }];
}

/** Whether what stands in a document's field withdraws access. */
function isWithdrawn(field: AccessField, value: unknown): boolean {
  switch (field) {
    case 'enabled':
      return value === false;
    case 'archived':
    case 'deleted':
      return typeof value === 'string';
    case 'readOnly':
    case 'overQuota':
      return value === true;
  }
}
