import type { SigningKeysView } from '../../shared/bridge/gateway-views.ts';
import { reportError } from '../../shared/errors.ts';
import { samePublicKey, signingKeySpecs } from '../../shared/planning/signing-keys.ts';
import type { ObservedNode } from '../../shared/planning/server-state.ts';
import type { Connection } from '../connection/connection.ts';
import { readTokenSettings } from '../provisioning/read-nodes.ts';
import type { Registry } from '../registry/registry.ts';

/** Milliseconds for the server to say what it has; the list does not wait longer. */
const patience = 5000;

/** The gateways' signing keys, with the nodes they are on where a server can be asked. Never throws. */
export async function signingKeysView(
  registry: Pick<Registry, 'snapshot'>,
  connection: Pick<Connection, 'current' | 'admin'>,
): Promise<SigningKeysView> {
  const snapshot = registry.snapshot();
  const asked = await ask(snapshot.signingKeys.size > 0, connection);
  const specs = new Map(signingKeySpecs(snapshot).map((spec) => [spec.name, spec]));
  const installed = (name: string) => {
    if (asked.nodes === null) return null;
    const value = specs.get(name)?.value ?? '';
    return [...asked.nodes].flatMap(([node, seen]) => {
      const found = seen?.keys.get(name);
      return typeof found === 'string' && samePublicKey(found, value) ? [node] : [];
    });
  };
  const keys = [...snapshot.signingKeys.values()]
    .sort((a, b) => byText(a.gateway, b.gateway) || byText(b.createdAt, a.createdAt))
    .map(({ kid, gateway, alg, state, createdAt, activatedAt, retiringAt, retiredAt }) => ({
      kid,
      gateway,
      alg,
      state,
      createdAt,
      activatedAt,
      retiringAt,
      retiredAt,
      installedOn: installed(`${alg === 'ES256' ? 'ec' : 'rsa'}:${kid}`),
    }));
  return { keys, server: asked.server, problem: asked.problem };
}

async function ask(
  worthIt: boolean,
  connection: Pick<Connection, 'current' | 'admin'>,
): Promise<
  Pick<SigningKeysView, 'server' | 'problem'> & {
    readonly nodes: ReadonlyMap<string, ObservedNode | null> | null;
  }
> {
  const nothing = { nodes: null, server: null };
  if (!worthIt || connection.current()?.mayApply !== true) return { ...nothing, problem: null };
  try {
    const signal = AbortSignal.timeout(patience);
    const transport = await connection.admin();
    const { nodes, jwt } = await readTokenSettings(transport, signal);
    const unread = [...nodes].flatMap(([node, seen]) => (seen === null ? [node] : []));
    const server = { nodes: [...nodes.keys()], unread, jwt };
    return { nodes, server, problem: null };
  } catch (error) {
    return { ...nothing, problem: reportError(error) };
  }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
