import { Argument, type Command } from 'commander';
import type { GatewaysView } from '../../shared/bridge/gateway-views.ts';
import { jwtHandlerWishes } from '../../shared/documents/server.ts';
import { signingKeyStates } from '../../shared/documents/signing-key.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { takesEffect } from '../next-apply.ts';
import { operationWords } from '../operation-words.ts';
import { addGatewayTry } from './gateway-try.ts';
import { printable } from '../printable.ts';
import { table } from '../table.ts';

/** `mycouch gateway`: the gateways, their signing keys, and whether CouchDB takes their tokens. */
export function addGateway(program: Command, run: RunTask): void {
  const gateway = program.command('gateway').description('the gateways, and what they sign with');
  const show = (name: string, about: string, textOf: (view: GatewaysView) => string) => {
    gateway
      .command(name)
      .description(about)
      .action(() =>
        run(async ({ session: { client } }) => {
          const view = await client.gateways.list();
          return {
            document: { ...view },
            text: textOf(view),
            notes: notesOf(view),
            exit: exitCodes.done,
          };
        }),
      );
  };
  show('list', 'the gateways that are known, with when they were last heard of', gatewaysText);
  show('keys', 'every signing key with its state and the nodes that take its tokens', keysText);
  addGatewayTry(gateway, run);
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
  gateway
    .command('jwt-handler')
    .description('have CouchDB look at tokens, or take its JWT handler away again')
    .addArgument(
      new Argument('<wish>', 'on: where a signing key is; off: nobody gets in by a token').choices(
        jwtHandlerWishes,
      ),
    )
    .action((given: string) =>
      run(async ({ session: { client } }) => {
        const wish = jwtHandlerWishes.find((one) => one === given) ?? 'on';
        const { changed } = await client.gateways.setJwtHandler({ wish });
        return {
          document: { jwtHandler: wish, changed },
          text: changed ? `${handlerTexts[wish]}; ${takesEffect}.\n` : 'It is so already.\n',
          notes: changed
            ? ['`mycouch apply --jwt-handler` does it; the HTTP listener restarts.']
            : [],
          exit: exitCodes.done,
        };
      }),
    );
}

const handlerTexts = {
  on: 'CouchDB is to look at tokens',
  off: 'CouchDB is to look at no tokens any more, as before its JWT handler was switched on',
} as const;

function gatewaysText({ gateways }: GatewaysView): string {
  if (gateways.length === 0) return 'No gateway is known.\n';
  return table(
    ['GATEWAY', 'LAST HEARD OF', 'EXCHANGES TODAY', 'IN 30 DAYS', 'KEYS'],
    gateways.map(({ name, lastActive, today, month, keys }) => [
      name,
      lastActive ?? 'never',
      String(today),
      String(month),
      signingKeyStates
        .toReversed()
        .flatMap((state) => {
          const n = keys.filter((key) => key.state === state).length;
          return n === 0 ? [] : [`${String(n)} ${state}`];
        })
        .join(', ') || 'none',
    ]),
  );
}

function keysText({ gateways, server }: GatewaysView): string {
  const keys = gateways.flatMap((gateway) => gateway.keys);
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

function notesOf({ gateways, wish, server, waiting, problem }: GatewaysView): readonly string[] {
  if (problem !== null) return [`The server could not be asked: ${printable(problem.message)}`];
  if (server === null) return [];
  return [
    ...server.unread.map((node) => `The node ${printable(node)} could not be read.`),
    ...server.foreign.map(
      (node) =>
        `The node ${printable(node)} has a handler of somebody else’s in its list; it is left alone.`,
    ),
    ...handlerNotes(wish, server.jwt, gateways.length > 0),
    ...(waiting ?? []).map(
      (operation) =>
        `Waits for a plan: ${operationWords(operation)}, ${printable(operation.target)}.`,
    ),
  ];
}

function handlerNotes(
  wish: GatewaysView['wish'],
  jwt: boolean,
  gateways: boolean,
): readonly string[] {
  if (wish === 'off') {
    return [
      'CouchDB is not to look at tokens here; `mycouch gateway jwt-handler on` changes that.',
    ];
  }
  if (jwt || !gateways) return [];
  return [
    'CouchDB does not look at tokens: its JWT handler is off. `mycouch apply --jwt-handler` switches it on.',
  ];
}
