import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConflictsResolved } from '../../../shared/bridge/conflict-views.ts';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

type Asked = Parameters<ConsoleClient['conflicts']['resolveMany']>[0];
export type Take = Asked['take'];

/** As many are decided in one call, so that one sees it go on. */
const portion = 250;

/** Decides many alike, portion by portion; `done` counts those that were looked at. */
export function useResolveMany() {
  const client = useClient();
  const queries = useQueryClient();
  const [done, setDone] = useState(0);
  const mutation = useMutation({
    mutationFn: async ({ documentIds, take }: Asked): Promise<ConflictsResolved> => {
      let resolved = 0;
      const left: ConflictsResolved['left'][number][] = [];
      setDone(0);
      for (let at = 0; at < documentIds.length; at += portion) {
        const some = documentIds.slice(at, at + portion);
        const result = await client.conflicts.resolveMany({ documentIds: some, take });
        resolved += result.resolved;
        left.push(...result.left);
        setDone(at + some.length);
      }
      return { resolved, left };
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: keys.conflicts });
      await queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
  return { ...mutation, done };
}
