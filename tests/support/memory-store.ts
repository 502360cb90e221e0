import type { RegistryChange } from '../../src/main/registry/replication.ts';
import type { SyncedStore } from '../../src/main/sync/synced-store.ts';

/** A store that has nothing to give and to take, and says at once that it has caught up. */
export function memoryStore(): SyncedStore & { readonly replications: () => number } {
  let text: string | null = null;
  let replications = 0;
  const listeners = new Set<(change: RegistryChange) => void>();
  return {
    seq: () => 1,
    changesAfter: (seq) => Promise.resolve(Math.max(0, 1 - seq)),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recall: () => Promise.resolve(text),
    remember: (next) => {
      text = next;
      return Promise.resolve();
    },
    replicate: (_target, { onProgress }) => {
      replications += 1;
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      setImmediate(() => {
        for (const direction of ['push', 'pull'] as const) {
          const more = { written: 0, lastSeq: 0, error: null, onlyLease: false };
          onProgress({ direction, kind: 'caught-up', ...more });
        }
      });
      return {
        ended,
        stop: () => {
          end();
          return Promise.resolve();
        },
      };
    },
    replications: () => replications,
  };
}
