import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/shared/clock.ts';
import type { RegistryDocument } from '../../src/shared/documents/registry-document.ts';
import { readEntry } from '../../src/shared/registry/entry.ts';
import { createGatewayMemory } from '../../src/gateway/registry/gateway-memory.ts';
import type { Freshness, GatewayRegistry } from '../../src/gateway/registry/gateway-registry.ts';
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
  const put = (document: RegistryDocument): void => {
    const rev = `${String(Number.parseInt(document._rev ?? '0', 10) + 1)}-${randomUUID()}`;
    const body = { ...document, _rev: rev };
    memory.set(document._id, { entry: readEntry(document._id, rev, body), others: [] });
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
    onChange: () => () => undefined,
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
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return double;
}
