import type { Lease } from '../../shared/documents/lease.ts';
import type { Registry } from '../registry/registry.ts';
import type { CatchUpKeeper } from './catch-up.ts';
import type { Conflicts } from './conflicts.ts';
import type { CredentialKeeper } from './credential-keeper.ts';
import type { ConsoleEmitter } from './events.ts';
import type { KeyKeeper } from './key-keeper.ts';
import type { Planner } from './planner.ts';
import type { ServerMemories } from './remembered-server.ts';

/** Tells each keeper what it has to look at when the registry, its state of sync, or a plan changes. */
export function followChanges(of: {
  readonly registry: Pick<Registry, 'onChange' | 'snapshot' | 'revision'>;
  readonly emitter: ConsoleEmitter;
  readonly seeLease: (lease: Lease | null) => void;
  readonly planner: Pick<Planner, 'registryChanged'>;
  readonly catchUp: Pick<CatchUpKeeper, 'noteStatus' | 'connectionChanged'>;
  readonly memories: Pick<ServerMemories, 'flush'>;
  readonly credentials: Pick<CredentialKeeper, 'look' | 'applied'>;
  readonly keyKeeper: Pick<KeyKeeper, 'look'>;
  readonly conflicts: Pick<Conflicts['keeper'], 'look'>;
}): () => void {
  const { registry, emitter, credentials, catchUp } = of;
  emitter.on('sync.status', (status) => {
    catchUp.noteStatus(status);
    if (status.state === 'synced') credentials.look();
    if (status.state === 'offline') void of.memories.flush();
    of.keyKeeper.look();
    of.conflicts.look();
  });
  emitter.on('connection.changed', catchUp.connectionChanged);
  emitter.on('plan.changed', credentials.applied);
  emitter.on('plan.progress', ({ running }) => {
    if (!running) credentials.applied();
  });
  return registry.onChange(({ onlyLease }) => {
    of.seeLease(registry.snapshot().lease);
    if (onlyLease) return;
    of.planner.registryChanged();
    credentials.look();
    of.keyKeeper.look();
    emitter.emit('registry.changed', { revision: registry.revision() });
  });
}
