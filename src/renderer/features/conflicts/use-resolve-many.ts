import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ConflictsResolved } from '../../../shared/bridge/conflict-views.ts';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

type Asked = Parameters<ConsoleClient['conflicts']['resolveMany']>[0];
export type Take = Asked['take'];

/** As many are decided in one call, so that one sees it go on and can stop it. */
const portion = 100;

export interface BatchOutcome extends ConflictsResolved {
  /** Those that were not come to, since somebody stopped it. */
  readonly notTried: number;
}

/** Decides portion by portion until all are looked at or `goesOn` says no. */
export async function decideAlike(
  conflicts: Pick<ConsoleClient['conflicts'], 'resolveMany'>,
  { documentIds, take }: Asked,
  goesOn: (done: number) => boolean,
): Promise<BatchOutcome> {
  let resolved = 0;
  let done = 0;
  const left: ConflictsResolved['left'][number][] = [];
  while (done < documentIds.length && goesOn(done)) {
    const some = documentIds.slice(done, done + portion);
    const result = await conflicts.resolveMany({ documentIds: some, take });
    resolved += result.resolved;
    left.push(...result.left);
    done += some.length;
  }
  return { resolved, left, notTried: documentIds.length - done };
}

/** Decides many alike; `done` counts those that were looked at. `stop` ends it after the portion at hand. */
export function useResolveMany() {
  const client = useClient();
  const queries = useQueryClient();
  const [done, setDone] = useState(0);
  const [stopping, setStopping] = useState(false);
  const stopped = useRef(false);
  useEffect(() => {
    stopped.current = false;
    return () => {
      // Nobody would see any more what goes on.
      stopped.current = true;
    };
  }, []);
  const mutation = useMutation({
    mutationFn: (asked: Asked) => {
      stopped.current = false;
      setStopping(false);
      return decideAlike(client.conflicts, asked, (count) => {
        setDone(count);
        return !stopped.current;
      });
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: keys.conflicts });
      await queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
  return {
    ...mutation,
    done,
    stopping,
    stop: () => {
      stopped.current = true;
      setStopping(true);
    },
  };
}
