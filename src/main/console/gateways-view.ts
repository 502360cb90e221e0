import type { GatewayRow, GatewaysView, SigningKeyRow } from '../../shared/bridge/gateway-views.ts';
import { serverDocumentId, type JwtHandlerWish } from '../../shared/documents/server.ts';
import type { SigningKey } from '../../shared/documents/signing-key.ts';
import { reportError } from '../../shared/errors.ts';
import { useByGateway } from '../../shared/keys/gateway-usage.ts';
import { withJwtHandler } from '../../shared/planning/jwt-handlers.ts';
import { serverOperations } from '../../shared/planning/server-operations.ts';
import type { ObservedNode } from '../../shared/planning/server-state.ts';
import {
  samePublicKey,
  signingKeyName,
  signingKeySpecs,
} from '../../shared/planning/signing-keys.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { Connection } from '../connection/connection.ts';
import { readTokenSettings } from '../provisioning/read-nodes.ts';
import type { Registry } from '../registry/registry.ts';

interface Asker extends Pick<Connection, 'current'> {
  readonly admin: () => Promise<Parameters<typeof readTokenSettings>[0]>;
}

/** Milliseconds for the server to say what it has; the list does not wait longer. */
const patience = 5000;

type Asked =
  | { readonly nodes: ReadonlyMap<string, ObservedNode | null>; readonly jwt: boolean }
  | { readonly nodes: null; readonly problem: GatewaysView['problem'] };

/** The gateways with their signing keys, and the nodes these are on where a server can be asked. Never throws. */
export async function gatewaysView(
  registry: Pick<Registry, 'snapshot'>,
  connection: Asker,
  now: string,
): Promise<GatewaysView> {
  const asked = await ask(connection);
  const snapshot = registry.snapshot();
  const uuid = connection.current()?.couchdbUuid;
  const server = uuid === undefined ? undefined : snapshot.servers.get(serverDocumentId(uuid));
  const wish = server?.jwtHandler ?? 'on';
  const gateways = gatewayRows(snapshot, asked.nodes, now);
  if (asked.nodes === null) {
    return { gateways, wish, server: null, waiting: null, problem: asked.problem };
  }
  const { nodes, jwt } = asked;
  return {
    gateways,
    wish,
    server: {
      nodes: [...nodes.keys()],
      unread: [...nodes].flatMap(([node, seen]) => (seen === null ? [node] : [])),
      foreign: [...nodes].flatMap(([node, seen]) =>
        seen !== null && withJwtHandler(seen.handlers) === null ? [node] : [],
      ),
      jwt,
    },
    waiting: waitingFor(snapshot, wish, asked),
    problem: null,
  };
}

function waitingFor(
  snapshot: RegistrySnapshot,
  wish: JwtHandlerWish,
  { nodes, jwt }: Extract<Asked, { readonly jwt: boolean }>,
): GatewaysView['waiting'] {
  return serverOperations(
    {
      signingKeys: signingKeySpecs(snapshot),
      ...(wish === 'off' ? { jwtHandler: 'off' } : {}),
    },
    { nodes, capabilities: { jwt } },
  );
}

/** Every gateway that made a key or counted an exchange. */
function gatewayRows(
  snapshot: RegistrySnapshot,
  nodes: Asked['nodes'],
  now: string,
): readonly GatewayRow[] {
  const keys = new Map<string, SigningKey[]>();
  for (const key of snapshot.signingKeys.values()) {
    const own = keys.get(key.gateway);
    if (own === undefined) keys.set(key.gateway, [key]);
    else own.push(key);
  }
  const uses = new Map(
    useByGateway(allUsage(snapshot), now).map((use) => [use.gateway, use] as const),
  );
  return [...new Set([...keys.keys(), ...uses.keys()])].sort().map((name) => {
    const own = keys.get(name) ?? [];
    const use = uses.get(name);
    return {
      name,
      lastActive: latest([
        use?.lastUsed,
        ...own.flatMap(({ createdAt, activatedAt }) => [createdAt, activatedAt]),
      ]),
      today: use?.today ?? 0,
      month: use?.month ?? 0,
      keys: own
        .toSorted((a, b) => byText(b.createdAt, a.createdAt) || byText(a.kid, b.kid))
        .map((key) => keyRow(key, nodes)),
    };
  });
}

function* allUsage({ usage }: Pick<RegistrySnapshot, 'usage'>) {
  for (const counts of usage.values()) yield* counts;
}

function keyRow(key: SigningKey, nodes: Asked['nodes']): SigningKeyRow {
  const { kid, gateway, alg, state, createdAt, activatedAt, retiringAt, retiredAt } = key;
  const name = signingKeyName(key);
  const installedOn =
    nodes === null
      ? null
      : [...nodes].flatMap(([node, seen]) => {
          const found = seen?.keys.get(name);
          return typeof found === 'string' && samePublicKey(found, key.public_key) ? [node] : [];
        });
  return {
    kid,
    gateway,
    alg,
    state,
    createdAt,
    activatedAt,
    retiringAt,
    retiredAt,
    installedOn,
  };
}

async function ask(connection: Asker): Promise<Asked> {
  if (connection.current()?.mayApply !== true) return { nodes: null, problem: null };
  try {
    const signal = AbortSignal.timeout(patience);
    return await readTokenSettings(await connection.admin(), signal);
  } catch (error) {
    return { nodes: null, problem: reportError(error) };
  }
}

function latest(instants: readonly (string | null | undefined)[]): string | null {
  return instants.reduce<string | null>(
    (newest, at) =>
      at !== null && at !== undefined && (newest === null || at > newest) ? at : newest,
    null,
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
