import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Command } from './find-commands.ts';
import { CommandsContext, type Commands } from './use-commands.ts';

/** Keeps what can be done at the moment: whatever is on screen adds its own commands. */
export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [sets, setSets] = useState<ReadonlyMap<string, readonly Command[]>>(new Map());
  const put = useCallback((owner: string, added: readonly Command[]) => {
    setSets((before) => new Map([...before, [owner, added]]));
  }, []);
  const remove = useCallback((owner: string) => {
    setSets((before) => new Map([...before].filter(([one]) => one !== owner)));
  }, []);
  const commands = useMemo<Commands>(
    () => ({ all: [...sets.values()].flat(), put, remove }),
    [sets, put, remove],
  );
  return <CommandsContext value={commands}>{children}</CommandsContext>;
}
