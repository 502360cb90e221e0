import { hasJwtHandler, withJwtHandler } from './jwt-handlers.ts';
import { operationBase } from './operation-base.ts';
import type { DeleteJwtKey, Operation, WriteHandlers, WriteJwtKey } from './plan.ts';
import { serverGroup } from './server-group.ts';
import type { ServerSpec, SigningKeySpec } from './server-spec.ts';
import type { ObservedNode, ServerState } from './server-state.ts';
import { samePublicKey } from './signing-keys.ts';

/**
 * What has to be done to a server as a whole, node by node: the gateways' signing keys, and the handler that
 * makes CouchDB look at tokens. A node that could not be read is left alone, and so is every key that the
 * registry does not name, or that is another one under the name of a retired key.
 */
export function serverOperations(
  { signingKeys }: Pick<ServerSpec, 'signingKeys'>,
  { nodes, capabilities }: Pick<ServerState, 'nodes' | 'capabilities'>,
): readonly Operation[] {
  const operations: Operation[] = [];
  const handlers: Operation[] = [];
  for (const [node, observed] of [...nodes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (observed === null) continue;
    for (const key of signingKeys) operations.push(...keyOperations(node, observed, key));
    if (signingKeys.some(isWanted)) {
      handlers.push(...handlersOperation(node, observed, capabilities.jwt));
    }
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
): readonly WriteHandlers[] {
  if (active && hasJwtHandler(before)) return [];
  const value = withJwtHandler(before);
  if (value === null) return [];
  const base = operationBase(serverGroup, 'handlers.write', node, []);
  return [{ ...base, kind: 'handlers.write', target: node, before, value }];
}

function isWanted({ state }: SigningKeySpec): boolean {
  return state !== 'retired';
}
