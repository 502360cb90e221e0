import type { Command } from 'commander';
import type { TriedKey } from '../../shared/bridge/trial-views.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { CommandContext, RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { printable } from '../printable.ts';
import { hindranceTexts, isRight, trialText } from '../trial-text.ts';

interface Options {
  readonly url?: string;
  readonly yes?: true;
}

/**
 * `mycouch gateway try`: what an API key reaches. The key comes from standard input or is asked for, never from the
 * command line, which other programs can read. Exit 1 where it is refused, or reaches other things than it should.
 */
export function addGatewayTry(parent: Command, run: RunTask): void {
  parent
    .command('try')
    .description(
      'exchange an API key from standard input at a gateway, and see what its token reaches; nothing is written',
    )
    .option('--url <address>', 'of the gateway; the one in the settings unless given')
    .option('--yes', 'without asking')
    .action((options: Options) =>
      run(async (context) => {
        const { client } = context.session;
        const url = options.url ?? (await client.invitations.gateway()).url;
        if (url === null) {
          throw new ConsoleError('invalid-input', 'The address of the gateway is not known.', {
            remedy: 'Give --url, or set it in the settings of the console.',
          });
        }
        const key = (await context.secret('API key: '))?.trim() ?? '';
        const read = await client.trial.read({ key });
        requireWhole(read);
        for (const note of notesOf(read)) context.note(note);
        await requireConsent(context, options.yes === true, url);
        const trial = await client.trial.run({ key, url });
        if (trial.token !== null) await client.trial.end({ trialId: trial.token.trialId });
        return {
          document: { key: read, trial },
          text: trialText(trial),
          exit: isRight(trial) ? exitCodes.done : exitCodes.failed,
        };
      }),
    );
}

function requireWhole(read: TriedKey): void {
  if (read.shape === 'key') return;
  throw new ConsoleError(
    'invalid-input',
    read.shape === 'typo'
      ? 'This is no whole API key: it was changed on its way. It was sent nowhere.'
      : 'This is no API key. It was sent nowhere.',
    { remedy: 'Pipe the key in (`… | mycouch gateway try`), or type it when asked.' },
  );
}

function notesOf(read: TriedKey): readonly string[] {
  if (read.shape !== 'key') return [];
  const { known, prefix, hindrances } = read;
  const whose =
    known === null ? prefix : `${prefix}, ${known.name} of the tenant ${known.tenantKey}`;
  return [`The key is ${printable(whose)}.`, ...hindrances.map((one) => hindranceTexts[one])];
}

async function requireConsent(context: CommandContext, yes: boolean, url: string): Promise<void> {
  if (yes) return;
  if (!context.mayAsk) {
    throw new ConsoleError('invalid-input', 'Nobody can be asked here, and --yes was not given.', {
      remedy: `Add --yes to send the key to ${printable(url)}.`,
    });
  }
  const agreed = await context.confirm(
    `Send the key to ${printable(url)}? It counts as a use of it.`,
  );
  if (!agreed) throw new ConsoleError('cancelled', 'The key was sent nowhere.');
}
