import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TenantsProgress } from '../../../shared/bridge/events.ts';
import type { TenantBulkAction, TenantBulkReport } from '../../../shared/bridge/tenant-views.ts';
import { BridgeError } from '../../app/bridge-error.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { useUndo } from '../../app/undo/use-undo.ts';
import type { BulkName } from './bulk-actions.ts';

export interface BulkOrder {
  readonly ids: readonly string[];
  readonly name: BulkName;
  readonly action: TenantBulkAction;
}

/** Whether nothing has to be told but that it was done. */
export function wentSmoothly({ refused, left }: TenantBulkReport): boolean {
  return refused.length === 0 && left === 0;
}

/** Does one thing to many tenants, tells how far it is, and offers to take it back. */
export function useBulk() {
  const client = useClient();
  const queries = useQueryClient();
  const { offer } = useUndo();
  const [runId, setRunId] = useState<string | null>(null);
  const [stopping, setStopping] = useState(false);
  const { data: progress } = useQuery<TenantsProgress | null>({
    queryKey: keys.tenantsProgress,
    queryFn: () => null,
    enabled: false,
    initialData: null,
  });
  const run = useMutation({
    mutationFn: ({ ids, action }: BulkOrder) => {
      const id = crypto.randomUUID();
      setRunId(id);
      setStopping(false);
      return client.tenants.bulk({ runId: id, ids: [...ids], action });
    },
    onSuccess: (report, { name }) => {
      const { undoId } = report;
      if (undoId === null) return;
      offer({
        text: words.tenants.bulk.done[name](report.done),
        undo: async () => {
          const back = await client.tenants.undoBulk({ runId: crypto.randomUUID(), undoId });
          if (wentSmoothly(back)) return;
          const message = words.tenants.bulk.undoneInPart(back.done);
          throw new BridgeError({ code: 'conflict', message, remedy: '', details: {} });
        },
      });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.tenants }),
  });
  return {
    ...run,
    done: progress !== null && progress.runId === runId ? progress.done : 0,
    stopping,
    stop: () => {
      if (runId === null) return;
      setStopping(true);
      void client.tenants.cancelBulk({ runId });
    },
  };
}
