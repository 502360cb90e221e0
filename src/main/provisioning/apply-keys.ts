import { deleteConfigValue, getConfigSection, putConfigValue } from '../../couch/config-section.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { DeleteJwtKey, WriteJwtKey } from '../../shared/planning/plan.ts';
import { samePublicKey } from '../../shared/planning/signing-keys.ts';
import { stale, type OperationContext } from './operation-context.ts';
import { withinLease } from './within-lease.ts';

const section = 'jwt_keys';

/**
 * Installs a signing key in one node. Configuration has no revision, so what is there is read right before:
 * a key that stands under the name by now, and did not when the plan was made, stops it.
 */
export async function applyKey(operation: WriteJwtKey, context: OperationContext): Promise<void> {
  const { node, name, value, before } = operation;
  const found = await keyAt(operation, context);
  if (found !== undefined && samePublicKey(found, value)) return;
  if (found !== undefined && before === 'absent') {
    throw stale(`Another key stands under ${name} on ${node} meanwhile.`);
  }
  await withinLease(`the key ${name} was installed on ${node}`, context, (signal) =>
    putConfigValue(context.transport, node, section, name, value, { signal }),
  );
  const now = await keyAt(operation, context);
  if (now !== undefined && samePublicKey(now, value)) return;
  throw new ConsoleError('server-failed', `The node ${node} did not keep the key ${name}.`, {
    remedy: 'Look at whether its configuration can be written, then plan again.',
  });
}

/** Takes a retired key from one node, unless another one stands under its name. */
export async function applyKeyDeletion(
  operation: DeleteJwtKey,
  context: OperationContext,
): Promise<void> {
  const { node, name, value } = operation;
  const found = await keyAt(operation, context);
  if (found === undefined) return;
  if (!samePublicKey(found, value)) {
    throw stale(`Another key stands under ${name} on ${node} meanwhile.`);
  }
  await withinLease(`the key ${name} was taken from ${node}`, context, (signal) =>
    deleteConfigValue(context.transport, node, section, name, { signal }),
  );
}

async function keyAt(
  { node, name }: WriteJwtKey | DeleteJwtKey,
  { transport, signal }: OperationContext,
): Promise<string | undefined> {
  return (await getConfigSection(transport, node, section, { signal })).get(name);
}
