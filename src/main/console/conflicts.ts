import type { Clock } from '../../shared/clock.ts';
import { mayOperator, type PlatformRole } from '../../shared/permissions/permission.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import type { Registry } from '../registry/registry.ts';
import { createConflictDesk, type ConflictDesk } from './conflict-desk.ts';
import { createConflictKeeper, type ConflictKeeper } from './conflict-keeper.ts';

/** Everything that happens to conflicts in one console. */
export interface Conflicts {
  readonly desk: ConflictDesk;
  readonly keeper: ConflictKeeper;
}

/** Follows the registry from now on until the keeper is closed. */
export function createConflicts(options: {
  readonly registry: Registry;
  readonly role: PlatformRole;
  readonly connection: { readonly current: () => { readonly readOnly: boolean } | null };
  readonly syncStatus: () => SyncStatus;
  readonly clock: Clock;
  /** Whether conflicts are merged by themselves as they arrive. */
  readonly watch: boolean;
  readonly onChange: (open: number) => void;
  readonly onProblem: (error: unknown) => void;
}): Conflicts {
  const { registry, role, connection } = options;
  const keeper = createConflictKeeper({
    ...options,
    mayMerge: () => mayOperator(role, 'tenant.write') && connection.current()?.readOnly !== true,
  });
  const forget = registry.onChange(({ onlyLease }) => {
    if (!onlyLease) keeper.look();
  });
  keeper.look();
  return {
    desk: createConflictDesk(registry),
    keeper: {
      ...keeper,
      close: () => {
        forget();
        return keeper.close();
      },
    },
  };
}
