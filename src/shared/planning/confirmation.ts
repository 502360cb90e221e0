import type { ConfirmationNeed } from '../bridge/plan-views.ts';
import { ConsoleError } from '../errors.ts';
import { hasJwtHandler } from './jwt-handlers.ts';
import type { Operation, Plan, WriteSecurity } from './plan.ts';

/** Tenants named one by one in what a confirmation says; the rest is counted. */
const namedTenants = 20;

const losses = {
  access: 'access is withdrawn',
  roles: 'an account loses roles',
  tokens: 'no token is taken any more',
  password: 'a password stops working',
  revisions: 'old revisions are given up',
  data: 'deleted for good',
} as const;

type Loss = keyof typeof losses;

/**
 * What has to be typed before a plan is applied, or null. A purge asks for the tenant's key, or for
 * `purge N tenants`; on a server in production everything asks for the server's name that takes access or
 * data away from somebody.
 */
export function confirmationNeed(
  plan: Pick<Plan, 'purpose' | 'operations'>,
  server: { readonly name: string; readonly production: boolean },
): ConfirmationNeed | null {
  const byTenant = new Map<string, Map<Loss, string[]>>();
  for (const operation of plan.operations) {
    const loss = lossOf(operation);
    if (loss === null) continue;
    const ofTenant = byTenant.get(operation.tenantKey) ?? new Map<Loss, string[]>();
    ofTenant.set(loss, [...(ofTenant.get(loss) ?? []), operation.target]);
    byTenant.set(operation.tenantKey, ofTenant);
  }
  const keys = [...byTenant.keys()];
  const only = keys.length === 1 ? keys[0] : undefined;
  if (keys.length === 0) return null;
  const what = describe(byTenant);
  if (plan.operations.some(deletes)) {
    return { because: 'purge', text: only ?? `purge ${String(keys.length)} tenants`, what };
  }
  return server.production ? { because: 'production', text: server.name, what } : null;
}

/** Error: `confirmation-needed`, where something has to be typed and something else was. */
export function requireConfirmation(need: ConfirmationNeed | null, typed: string | null): void {
  if (need === null || typed?.trim() === need.text) return;
  throw new ConsoleError(
    'confirmation-needed',
    need.because === 'purge'
      ? 'This plan deletes for good and has to be confirmed.'
      : 'This plan takes something away on a server in production and has to be confirmed.',
    { remedy: `Type ${need.text} to confirm.`, details: { text: need.text } },
  );
}

/** True where an operation takes access or data away from somebody. */
export function isDestructive(operation: Operation): boolean {
  return lossOf(operation) !== null;
}

function deletes({ kind }: Operation): boolean {
  return kind === 'database.delete' || kind === 'user.delete';
}

function lossOf(operation: Operation): Loss | null {
  switch (operation.kind) {
    case 'database.delete':
    case 'user.delete':
      return 'data';
    case 'security.write':
      return withdraws(operation) ? 'access' : null;
    case 'user.write': {
      const { before, roles, change } = operation;
      if (before === null) return null;
      if (before.roles.some((role) => !roles.includes(role))) return 'roles';
      return change === 'credential' ? 'password' : null;
    }
    case 'limit.write':
      return operation.revsLimit < operation.before ? 'revisions' : null;
    case 'database.create':
    case 'design.write':
    case 'index.write':
    case 'jwtkey.write':
    // Nothing of a retired key counted before.
    case 'jwtkey.delete':
      return null;
    case 'handlers.write':
      return hasJwtHandler(operation.value) ? null : 'tokens';
  }
}

/** Whether somebody who may enter now may not afterwards; where nobody is named, everybody may. */
function withdraws({ before, body }: WriteSecurity): boolean {
  if (before === null) return false;
  const { names, roles } = before.members;
  const open = names.length === 0 && roles.length === 0;
  return (
    open ||
    (['admins', 'members'] as const).some(
      (group) =>
        before[group].names.some((name) => !body[group].names.includes(name)) ||
        before[group].roles.some((role) => role !== '_admin' && !body[group].roles.includes(role)),
    )
  );
}

function describe(byTenant: ReadonlyMap<string, ReadonlyMap<Loss, readonly string[]>>): string[] {
  const lines = [...byTenant].map(
    ([key, ofTenant]) =>
      `${key}: ${[...ofTenant]
        .map(([loss, targets]) => `${losses[loss]} (${targets.join(', ')})`)
        .join('; ')}`,
  );
  const rest = lines.length - namedTenants;
  if (rest <= 0) return lines;
  return [...lines.slice(0, namedTenants), `and ${String(rest)} more tenants`];
}
