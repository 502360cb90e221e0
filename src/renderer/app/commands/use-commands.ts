import { createContext, use, useEffect, useId, useRef } from 'react';
import type { Command } from './find-commands.ts';

export interface Commands {
  readonly all: readonly Command[];
  readonly put: (owner: string, added: readonly Command[]) => void;
  readonly remove: (owner: string) => void;
}

export const CommandsContext = createContext<Commands | null>(null);

function useCommandsContext(): Commands {
  const commands = use(CommandsContext);
  if (commands === null) throw new Error('No commands around this component.');
  return commands;
}

/** All that can be done at the moment. */
export function useCommands(): readonly Command[] {
  return useCommandsContext().all;
}

/** Offers commands in the palette while the component is there; what they do may change with every draw. */
export function useCommandSet(added: readonly Command[]): void {
  const owner = useId();
  const { put, remove } = useCommandsContext();
  const latest = useRef(added);
  useEffect(() => {
    latest.current = added;
  });
  const told = JSON.stringify(added.map((command) => ({ ...command, run: undefined })));
  useEffect(() => {
    put(
      owner,
      latest.current.map((command) => ({
        ...command,
        run: () => {
          latest.current.find(({ id }) => id === command.id)?.run();
        },
      })),
    );
    return () => {
      remove(owner);
    };
  }, [owner, put, remove, told]);
}
