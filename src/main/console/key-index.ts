import type { KeyCounts, KeyMark } from '../../shared/bridge/key-views.ts';
import type { KeyState } from '../../shared/conflicts/safest-apikey.ts';
import type { ApiKey } from '../../shared/documents/apikey.ts';
import type { Tenant } from '../../shared/documents/tenant.ts';
import type { Usage } from '../../shared/documents/usage.ts';
import { fold } from '../../shared/fold-text.ts';
import { shownPrefix } from '../../shared/keys/key-format.ts';
import { isStale, lastUse } from '../../shared/keys/key-usage.ts';
import { stateOfKey } from '../../shared/keys/replaced-keys.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { naturalOrder } from './natural-order.ts';

export type KeySort = 'name' | 'tenant' | 'createdAt' | 'lastUsed' | 'expiresAt';

export interface KeyQuery {
  readonly search: string;
  /** Null: of all tenants. */
  readonly tenantId: string | null;
  readonly state: 'all' | KeyState;
  readonly mark: KeyMark | null;
  readonly sort: KeySort;
  readonly direction: 'asc' | 'desc';
}

/** What the index knows of a key at an instant. */
export interface IndexedKey {
  readonly key: ApiKey;
  readonly tenant: Tenant | undefined;
  /** Every count there is of it, of all gateways. */
  readonly usage: readonly Usage[];
  readonly lastUsed: string | null;
  readonly state: KeyState;
  readonly marks: readonly KeyMark[];
}

/** The API keys in every order that was asked for; changing one costs little, whatever their number. */
export interface KeyIndex {
  /** Takes over what changed since the last call. */
  readonly refresh: (snapshot: RegistrySnapshot) => void;
  /** Keys in order, as they are at an ISO instant. */
  readonly find: (query: KeyQuery, now: string) => readonly IndexedKey[];
  readonly counts: (tenantId: string | null, now: string) => KeyCounts;
  readonly get: (keyId: string, now: string) => IndexedKey | undefined;
  /** The id of the key that was replaced by this one. */
  readonly replacedOne: (keyId: string) => string | undefined;
}

const dayLength = 86_400_000;
/** A key is called expiring when it has no more left than this. */
const soon = 30 * dayLength;

interface Row {
  readonly key: ApiKey;
  readonly tenant: Tenant | undefined;
  readonly usage: readonly Usage[] | undefined;
  readonly lastUsed: string | null;
  readonly said: string;
  readonly sortKeys: Readonly<Record<KeySort, string>>;
}

function makeRow(key: ApiKey, tenant: Tenant | undefined, usage: Row['usage']): Row {
  const lastUsed = lastUse(usage ?? []);
  return {
    key,
    tenant,
    usage,
    lastUsed,
    said: fold(
      [key.name, shownPrefix(key.key_id), tenant?.key, tenant?.name, key.created_by].join('\n'),
    ),
    sortKeys: {
      name: naturalOrder(fold(key.name)),
      tenant: naturalOrder(fold(tenant?.name ?? '')),
      createdAt: key.createdAt,
      lastUsed: lastUsed ?? '',
      // What never ends comes after everything that does.
      expiresAt: key.expiresAt ?? '~',
    },
  };
}

export function createKeyIndex(): KeyIndex {
  const rows = new Map<string, Row>();
  const replaced = new Map<string, string>();
  const orders = new Map<KeySort, readonly Row[]>();
  let seen: RegistrySnapshot | null = null;
  let revoked: ReadonlySet<string> = new Set();
  let version = 0;
  let last: { readonly question: string; readonly found: readonly IndexedKey[] } | null = null;
  const counted = new Map<string, KeyCounts>();

  function at(row: Row, now: string): IndexedKey {
    const { key, tenant, usage = [], lastUsed } = row;
    const state = stateOfKey(key, { revokedKeys: revoked }, now);
    const marks: KeyMark[] = [];
    if (state === 'active') {
      if (isStale(key, lastUsed, now)) marks.push('stale');
      if (key.expiresAt !== null && Date.parse(key.expiresAt) - Date.parse(now) <= soon) {
        marks.push('expiring');
      }
      if (key.replaced_by !== undefined) marks.push('replaced');
    }
    return { key, tenant, usage, lastUsed, state, marks };
  }

  function ordered(sort: KeySort): readonly Row[] {
    const known = orders.get(sort);
    if (known !== undefined) return known;
    const made = [...rows.values()].sort((a, b) => {
      const [left, right] = [a.sortKeys[sort], b.sortKeys[sort]];
      if (left !== right) return left < right ? -1 : 1;
      return a.key.key_id < b.key.key_id ? -1 : 1;
    });
    orders.set(sort, made);
    return made;
  }

  /** What time alone changes is looked at again every minute. */
  const moment = (now: string): string => `${String(version)} ${now.slice(0, 16)}`;

  return {
    refresh: (snapshot) => {
      if (snapshot === seen) return;
      const before = seen;
      seen = snapshot;
      if (
        snapshot.apikeysById === before?.apikeysById &&
        snapshot.usage === before.usage &&
        snapshot.tenants === before.tenants &&
        snapshot.revokedKeys === before.revokedKeys
      ) {
        return;
      }
      let changed = snapshot.revokedKeys !== revoked;
      revoked = snapshot.revokedKeys;
      for (const [id, key] of snapshot.apikeysById) {
        const tenant = snapshot.tenants.get(key.tenant_id);
        const usage = snapshot.usage.get(id);
        const row = rows.get(id);
        if (row?.key === key && row.tenant === tenant && row.usage === usage) continue;
        rows.set(id, makeRow(key, tenant, usage));
        if (key.replaced_by !== undefined) replaced.set(key.replaced_by, id);
        changed = true;
      }
      if (rows.size !== snapshot.apikeysById.size) {
        for (const id of [...rows.keys()]) {
          if (!snapshot.apikeysById.has(id)) rows.delete(id);
        }
        changed = true;
      }
      if (!changed) return;
      version += 1;
      orders.clear();
    },
    find: (query, now) => {
      const question = JSON.stringify([query, moment(now)]);
      if (last?.question === question) return last.found;
      const wanted = searchWords(query.search);
      const found: IndexedKey[] = [];
      for (const row of ordered(query.sort)) {
        if (query.tenantId !== null && row.key.tenant_id !== query.tenantId) continue;
        if (!wanted.every((word) => row.said.includes(word))) continue;
        const indexed = at(row, now);
        if (query.state !== 'all' && indexed.state !== query.state) continue;
        if (query.mark !== null && !indexed.marks.includes(query.mark)) continue;
        found.push(indexed);
      }
      if (query.direction === 'desc') found.reverse();
      last = { question, found };
      return found;
    },
    counts: (tenantId, now) => {
      const question = `${moment(now)} ${tenantId ?? ''}`;
      const known = counted.get(question);
      if (known !== undefined) return known;
      const counts = { ...emptyCounts };
      for (const row of rows.values()) {
        if (tenantId !== null && row.key.tenant_id !== tenantId) continue;
        const { state, marks } = at(row, now);
        counts[state] += 1;
        for (const mark of marks) counts[mark] += 1;
      }
      if (counted.size > 20) counted.clear();
      counted.set(question, counts);
      return counts;
    },
    get: (keyId, now) => {
      const row = rows.get(keyId);
      return row === undefined ? undefined : at(row, now);
    },
    replacedOne: (keyId) => replaced.get(keyId),
  };
}

const emptyCounts: Record<KeyState | KeyMark, number> = {
  active: 0,
  revoked: 0,
  deleted: 0,
  disabled: 0,
  expired: 0,
  stale: 0,
  expiring: 0,
  replaced: 0,
};

/** Of a whole key that somebody pastes only the part is sought that lists know. */
function searchWords(search: string): readonly string[] {
  const shown = search.replaceAll(/(myc_[0-9A-Za-z]{12}_)[0-9A-Za-z…]*/g, '$1');
  return fold(shown)
    .split(/\s+/u)
    .filter((word) => word !== '');
}
