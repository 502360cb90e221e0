import type { GatewayRegistry } from '../registry/gateway-registry.ts';

/**
 * How far the registry has come, as `_changes` of the virtual tables tells it: CouchDB's own sequence, and
 * behind it how many changes this gateway has seen, by which it finds what came after. Another gateway does
 * not know that part; it answers with everything that there is for whoever asks, removals included, which is
 * as right and a little more.
 */
export interface Positions {
  /** Changes seen so far. */
  readonly now: () => number;
  /** Number of the last change of a tenant or a membership in it; 0: none since this gateway runs. */
  readonly ofTenant: (tenantId: string) => number;
  readonly ofUser: (userId: string) => number;
  /** Names this count; another one after the registry was read anew. */
  readonly series: () => string;
  /** CouchDB's sequence. */
  readonly sequence: () => string;
  /** The answer ends it. */
  readonly onChange: (listener: () => void) => () => void;
}

export function createPositions(
  registry: Pick<GatewayRegistry, 'onChange' | 'freshness'>,
  uuid: () => string,
): Positions {
  const tenants = new Map<string, number>();
  const users = new Map<string, number>();
  const listeners = new Set<() => void>();
  let series = uuid().slice(0, 8);
  let now = 0;
  registry.onChange(({ documents, everything }) => {
    let relevant = everything;
    if (everything) {
      series = uuid().slice(0, 8);
      now = 0;
      tenants.clear();
      users.clear();
    }
    for (const { id, tenants: named } of documents) {
      if (!/^(?:tenant|membership|user)_/.test(id)) continue;
      relevant = true;
      now += 1;
      for (const tenantId of named) tenants.set(tenantId, now);
      if (id.startsWith('user_')) users.set(id.slice('user_'.length), now);
    }
    if (relevant) for (const listener of [...listeners]) listener();
  });
  return {
    now: () => now,
    ofTenant: (tenantId) => tenants.get(tenantId) ?? 0,
    ofUser: (userId) => users.get(userId) ?? 0,
    series: () => series,
    sequence: () => registry.freshness().sequence ?? '0',
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
