import type { Clock } from '../../shared/clock.ts';
import { serverDocumentId } from '../../shared/documents/server.ts';
import { desired } from '../../shared/planning/desired.ts';
import type { ServerSpec, TenantSpec } from '../../shared/planning/server-spec.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';
import type { LookScope, Observer } from '../provisioning/observer.ts';
import type { Registry } from '../registry/registry.ts';
import {
  readRememberedServer,
  writeRememberedServer,
  type RememberedServer,
} from './remembered-server-file.ts';

/** How long what was seen may be newer than what is on the disk, in milliseconds. */
const writePause = 300_000;

/** Keeps what was last seen of each server on this device, so that a plan can be made without it. */
export interface ServerMemories {
  /** The observer given, that keeps what it sees. */
  readonly observer: Observer;
  /** What is remembered of a server; null where this device never looked at it. */
  readonly recall: (couchdbUuid: string) => Promise<RememberedServer | null>;
  /** The same as far as one tenant asks, which costs little where this process has looked itself. */
  readonly recallTenant: (
    couchdbUuid: string,
    spec: TenantSpec,
  ) => Promise<RememberedServer | null>;
  /** Writes now what waits to be written. Never throws. */
  readonly flush: () => Promise<void>;
}

export interface ServerMemoriesOptions {
  readonly directory: string;
  readonly observer: Observer;
  readonly registry: Pick<Registry, 'snapshot' | 'owner'>;
  readonly clock: Clock;
  readonly onProblem: (error: unknown) => void;
}

export function createServerMemories(options: ServerMemoriesOptions): ServerMemories {
  const { directory, observer, registry, clock, onProblem } = options;
  /** The server this process has looked at, and when it last looked at everything. */
  let live: { readonly uuid: string; readonly asOf: string } | null = null;
  let applied = new Set<string>();
  /** Of each look that is under way: the tenants of which something was applied meanwhile. */
  const underWay = new Set<Set<string>>();
  let unsaved = false;
  const written = new Set<string>();
  let cancel: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();
  /** A file that was read for one tenant, for the next ones. */
  let kept: { readonly uuid: string; readonly read: Promise<RememberedServer | null> } | null =
    null;

  /** What the observer has now; null where it has nothing of the registry that is open. */
  function capture(part?: ServerSpec): RememberedServer | null {
    if (live?.uuid === undefined || live.uuid !== registry.owner()) return null;
    const spec = part ?? desired(registry.snapshot(), serverDocumentId(live.uuid));
    const state = observer.recall(spec);
    const names = observer.names();
    if (state?.couchdbUuid !== live.uuid || names === null) return null;
    return { asOf: live.asOf, state, names: new Set(names), applied: new Set(applied) };
  }

  async function current(uuid: string): Promise<RememberedServer | null> {
    const seen = live?.uuid === uuid ? capture() : null;
    if (seen !== null) return seen;
    const kept = await readRememberedServer(directory, uuid);
    if (kept === null || registry.owner() !== uuid) return kept;
    return { ...kept, applied: new Set([...kept.applied, ...applied]) };
  }

  async function write(): Promise<void> {
    const uuid = registry.owner();
    if (!unsaved || uuid === null) return;
    unsaved = false;
    const seen = await current(uuid);
    if (seen !== null) await writeRememberedServer(directory, seen);
    kept = null;
    written.add(uuid);
  }

  function flush(): Promise<void> {
    cancel?.();
    cancel = null;
    writing = writing.then(write).catch((error: unknown) => {
      unsaved = true;
      onProblem(error);
    });
    return writing;
  }

  function noteLook(
    at: string,
    spec: ServerSpec,
    state: ServerState,
    everything: boolean,
    disturbed: ReadonlySet<string>,
  ): void {
    const before = live?.uuid === state.couchdbUuid ? live : null;
    live = { uuid: state.couchdbUuid, asOf: everything || before === null ? at : before.asOf };
    for (const { tenantId } of spec.tenants) {
      if (!disturbed.has(tenantId)) applied.delete(tenantId);
    }
    unsaved = true;
    if (!written.has(state.couchdbUuid)) void flush();
    else cancel ??= clock.timer(writePause, () => void flush());
  }

  async function looking(
    spec: ServerSpec,
    everything: boolean,
    look: () => Promise<ServerState>,
  ): Promise<ServerState> {
    const at = clock.now().toISOString();
    const disturbed = new Set<string>();
    underWay.add(disturbed);
    try {
      const state = await look();
      noteLook(at, spec, state, everything, disturbed);
      return state;
    } finally {
      underWay.delete(disturbed);
    }
  }

  return {
    observer: {
      ...observer,
      look: (transport, spec, scope, signal) => {
        const look = () => observer.look(transport, spec, scope, signal);
        // Whoever asks about a part of the tenants alone has not looked at the others.
        return isPart(spec, scope) ? look() : looking(spec, scope.scope === 'all', look);
      },
      sweep: (transport, spec, signal) =>
        looking(spec, true, () => observer.sweep(transport, spec, signal)),
      forget: (operations) => {
        const all = [...operations];
        observer.forget(all);
        if (all.length === 0) return;
        for (const { tenantId } of all) {
          applied.add(tenantId);
          for (const disturbed of underWay) disturbed.add(tenantId);
        }
        unsaved = true;
        void flush();
      },
      clear: () => {
        observer.clear();
        live = null;
        kept = null;
        applied = new Set();
        unsaved = false;
      },
    },
    recall: async (couchdbUuid) => {
      await writing;
      return current(couchdbUuid);
    },
    recallTenant: async (couchdbUuid, spec) => {
      const seen =
        live?.uuid === couchdbUuid
          ? capture({ tenants: [spec], refusals: [], signingKeys: [] })
          : null;
      if (seen !== null) return seen;
      await writing;
      if (kept?.uuid !== couchdbUuid) kept = { uuid: couchdbUuid, read: current(couchdbUuid) };
      return kept.read;
    },
    flush,
  };
}

function isPart({ tenants }: ServerSpec, scope: LookScope): boolean {
  return scope.scope === 'tenants' && tenants.every(({ tenantId }) => scope.ids.has(tenantId));
}
