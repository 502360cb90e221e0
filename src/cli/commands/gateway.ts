import type { Command } from 'commander';
import type { SigningKeysView } from '../../shared/bridge/gateway-views.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { printable } from '../printable.ts';
import { table } from '../table.ts';

/** `mycouch gateway`: the gateways' signing keys. */
export function addGateway(program: Command, run: RunTask): void {
  const gateway = program.command('gateway').description('the gateways, and what they sign with');
  gateway
    .command('keys')
    .description('every signing key with its state and the nodes that take its tokens')
    .action(() =>
      run(async ({ session: { client } }) => {
        const view = await client.gateways.keys();
        return {
          document: { ...view },
          text: keysText(view),
          notes: notesOf(view),
          exit: exitCodes.done,
        };
      }),
    );
  const change = (name: string, about: string, state: 'retiring' | 'retired', then: string) => {
    gateway
      .command(name)
      .description(about)
      .argument('<kid>', 'the key, as `gateway keys` lists it')
      .action((kid: string) =>
        run(async ({ session: { client } }) => {
          await client.gateways.withdrawKey({ kid, state });
          return { document: { kid, state }, text: `${then}\n`, exit: exitCodes.done };
        }),
      );
  };
  change(
    'rotate',
    'have a key replaced; its tokens count until they expire',
    'retiring',
    'The gateway replaces the key as soon as it hears of this.',
  );
  change(
    'retire',
    'withdraw a key at once, with every token it has signed',
    'retired',
    'The gateways refuse its tokens from now on; CouchDB does once a plan has been applied.',
  );
}

function keysText({ keys, server }: SigningKeysView): string {
  if (keys.length === 0) return 'No gateway has published a signing key.\n';
  return table(
    ['GATEWAY', 'KEY', 'ALGORITHM', 'STATE', 'SINCE', 'INSTALLED ON'],
    keys.map(({ gateway, kid, alg, state, installedOn, ...at }) => [
      gateway,
      kid,
      alg,
      state,
      at.retiredAt ?? at.retiringAt ?? at.activatedAt ?? at.createdAt,
      installedOn === null
        ? 'not known'
        : `${String(installedOn.length)} of ${String(server?.nodes.length ?? 0)} nodes`,
    ]),
  );
}

function notesOf({ server, problem }: SigningKeysView): readonly string[] {
  if (problem !== null) return [`The server could not be asked: ${printable(problem.message)}`];
  if (server === null) return [];
  return [
    ...server.unread.map((node) => `The node ${printable(node)} could not be read.`),
    ...(server.jwt
      ? []
      : [
          'CouchDB does not look at tokens: its JWT handler is off. `mycouch apply --jwt-handler` switches it on.',
        ]),
  ];
}
