import type { Command } from 'commander';
import { z } from 'zod';
import { catchUpText } from '../catch-up-text.ts';
import type { RunTask, Task } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

const optionsSchema = z.object({
  acknowledge: z.literal(true).optional(),
  ask: z.boolean().optional(),
});
type Options = z.infer<typeof optionsSchema>;

/**
 * `mycouch catch-up`: what changed on all three sides while this device was away. Nothing is asked of the
 * server. Exit 2 where there is something that nobody has looked at; acknowledging it lets `apply` go on.
 */
export function addCatchUp(parent: Command, run: RunTask): void {
  parent
    .command('catch-up')
    .description('what changed while this device was away; exit code 2 where there is something')
    .option('--acknowledge', 'it was looked at: apply may go on')
    .option('--ask', 'let apply wait on this device until it was looked at, as it does at first')
    .option('--no-ask', 'let apply on this device wait for nobody')
    .action((options: unknown) => run(catchUp(optionsSchema.parse(options))));
}

function catchUp({ acknowledge, ask }: Options): Task {
  return async ({ session: { client } }) => {
    if (ask !== undefined) await client.catchUp.setAsking({ ask });
    const { current, askBeforeApplying } = await client.catchUp.current(undefined);
    const done = acknowledge === true && current !== null;
    if (done) await client.catchUp.acknowledge({ since: current.since });
    const open = current !== null && !done;
    return {
      document: { current, acknowledged: done, askBeforeApplying },
      text: catchUpText(current),
      notes: [
        ...(done ? ['Noted as looked at.'] : []),
        ...(open && askBeforeApplying
          ? ['`mycouch catch-up --acknowledge` lets `mycouch apply` go on.']
          : []),
      ],
      exit: open ? exitCodes.differences : exitCodes.done,
    };
  };
}
