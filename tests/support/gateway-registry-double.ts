import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/shared/clock.ts';
import type { RegistryDocument } from '../../src/shared/documents/registry-document.ts';
import { readEntry } from '../../src/shared/registry/entry.ts';
import { createGatewayMemory } from '../../src/gateway/registry/gateway-memory.ts';
import type {
  Freshness,
  GatewayChange,
  GatewayRegistry,
} from '../../src/gateway/registry/gateway-registry.ts';
import { testDigest } from './test-digest.ts';

/** A gateway's registry without a CouchDB: what is put into it is there at once. */
export interface RegistryDouble extends GatewayRegistry {
  readonly put: (document: RegistryDocument) => void;
  /** Exchanges counted so far, by key id. */
  readonly counted: ReadonlyMap<string, number>;
  /** What `freshness` says in place of "now". */
  staleSince: Date | null;
  /** Thrown by the next commands. */
  failure: Error | null;
}

export function registryDouble(clock: Clock): RegistryDouble {
  const memory = createGatewayMemory();
  const counted = new Map<string, number>();
  const locals = new Map<string, { rev: string; body: Readonly<Record<string, unknown>> }>();
  const listeners = new Set<(change: GatewayChange) => void>();
  const put = (document: RegistryDocument): void => {
    const rev = `${String(Number.parseInt(document._rev ?? '0', 10) + 1)}-${randomUUID()}`;
    const body = { ...document, _rev: rev };
    const change = memory.set(document._id, {
      entry: readEntry(document._id, rev, body),
      others: [],
    });
    if (change === null) return;
    for (const listener of listeners) listener({ documents: [change], everything: false });
  };
  const double: RegistryDouble = {
    put,
    counted,
    staleSince: null,
    failure: null,
    snapshot: memory.snapshot,
    access: memory.access,
    execute: (command, actor) => {
      if (double.failure !== null) return Promise.reject(double.failure);
      try {
        const outcome = command(memory.snapshot(), {
          now: clock.now().toISOString(),
          actor,
          uuid: randomUUID,
          digest: testDigest,
        });
        for (const document of outcome.documents) put(document);
        return Promise.resolve(outcome.result);
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    freshness: (): Freshness => ({
      state: double.staleSince === null ? 'current' : 'behind',
      asOf: double.staleSince ?? clock.now(),
      sequence: '1-x',
      problem: null,
    }),
    usage: {
      count: (keyId) => {
        counted.set(keyId, (counted.get(keyId) ?? 0) + 1);
      },
    },
    locals: {
      read: (id) => {
        const found = locals.get(id);
        return Promise.resolve(found === undefined ? null : { ...found.body, _rev: found.rev });
      },
      write: (id, body) => {
        const known = locals.get(id)?.rev ?? null;
        if (known !== (body['_rev'] ?? null)) return Promise.resolve(null);
        const rev = `0-${String(Number((known ?? '0-0').slice(2)) + 1)}`;
        locals.set(id, { rev, body });
        return Promise.resolve(rev);
      },
    },
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return double;
}
