import { hasJwtHandler, withJwtHandler, withoutJwtHandler } from './jwt-handlers.ts';
import { operationBase } from './operation-base.ts';
import type { DeleteJwtKey, Operation, WriteHandlers, WriteJwtKey } from './plan.ts';
import { serverGroup } from './server-group.ts';
import type { ServerSpec, SigningKeySpec } from './server-spec.ts';
import type { ObservedNode, ServerState } from './server-state.ts';
import { samePublicKey } from './signing-keys.ts';

/** What of a server's state is about tokens. */
export interface TokenState extends Pick<ServerState, 'nodes'> {
  readonly capabilities: Pick<ServerState['capabilities'], 'jwt'>;
}

/**
 * What has to be done to a server as a whole, node by node: the gateways' signing keys, and the handler that
 * makes CouchDB look at tokens. A node that could not be read is left alone, and so is every key that the
 * registry does not name, or that is another one under the name of a retired key.
 */
export function serverOperations(
  { signingKeys, jwtHandler }: Pick<ServerSpec, 'signingKeys' | 'jwtHandler'>,
  { nodes, capabilities }: TokenState,
): readonly Operation[] {
  const operations: Operation[] = [];
  const handlers: Operation[] = [];
  for (const [node, observed] of [...nodes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (observed === null) continue;
    for (const key of signingKeys) operations.push(...keyOperations(node, observed, key));
    const wanted = signingKeys.some(isWanted) ? 'on' : null;
    handlers.push(...handlersOperation(node, observed, capabilities.jwt, jwtHandler ?? wanted));
  }
  // The listener's restart cuts off what is under way, so it comes last.
  return [...operations, ...handlers];
}

function keyOperations(
  node: string,
  { keys }: ObservedNode,
  { name, value, gateway, state }: SigningKeySpec,
): readonly (WriteJwtKey | DeleteJwtKey)[] {
  const target = `${node} ${name}`;
  const found = keys.get(name);
  const same = typeof found === 'string' && samePublicKey(found, value);
  const what = { target, node, name, gateway };
  if (state === 'retired') {
    if (!same) return [];
    const base = operationBase(serverGroup, 'jwtkey.delete', target, []);
    return [{ ...base, kind: 'jwtkey.delete', ...what, value: found }];
  }
  if (same) return [];
  const base = operationBase(serverGroup, 'jwtkey.write', target, []);
  const before = found === undefined ? 'absent' : 'other';
  return [{ ...base, kind: 'jwtkey.write', ...what, state, before, value }];
}

function handlersOperation(
  node: string,
  { handlers: before }: ObservedNode,
  active: boolean,
  wanted: 'on' | 'off' | null,
): readonly WriteHandlers[] {
  if (wanted === null) return [];
  const on = wanted === 'on';
  if (active === on && hasJwtHandler(before) === on) return [];
  const value = on ? (withJwtHandler(before) ?? undefined) : withoutJwtHandler(before);
  if (value === undefined) return [];
  const base = operationBase(serverGroup, 'handlers.write', node, []);
  return [{ ...base, kind: 'handlers.write', target: node, before, value }];
}

function isWanted({ state }: SigningKeySpec): boolean {
  return state !== 'retired';
}
