import { z } from 'zod';
import type { SharedDatabase } from '../../config/schema.ts';
import { GatewayError } from '../../errors.ts';
import type { GatewayServices } from '../../services.ts';
import { sharedRole } from '../../tokens/token-roles.ts';
import type { Couch } from '../couch.ts';
import { parseJson, readAll } from '../json-body.ts';
import { writePath } from '../target.ts';

const principals = z.object({
  names: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
});
const securitySchema = z.object({
  admins: principals.prefault({}),
  members: principals.prefault({}),
});

const longestSecurity = 1_048_576;
/** Milliseconds that an answer counts. */
const remembered = 10_000;

/**
 * Why a shared database may not be served, by its `_security`; null: it may. Only the gateways reach it, as
 * members: were it open to anybody else than a server administrator, they would pass by every filter.
 */
export function securityProblem(body: unknown): string | null {
  const parsed = securitySchema.safeParse(body);
  if (!parsed.success) return 'cannot be read';
  const { admins, members } = parsed.data;
  if (members.names.length + members.roles.length === 0) return 'is public';
  if (!members.roles.includes(sharedRole)) return 'does not let the gateway in';
  const others = [...members.roles, ...admins.roles].filter(
    (role) => role !== sharedRole && role !== '_admin',
  );
  if (others.length > 0 || members.names.length + admins.names.length > 0) {
    return 'lets others in than the gateway';
  }
  return admins.roles.includes(sharedRole) ? 'makes the gateway its administrator' : null;
}

/** Refuses to serve a shared database that is open. Error: GatewayError `shared_database_open`. */
export function createSecurityCheck({
  couch,
  services,
}: {
  readonly couch: Couch;
  readonly services: GatewayServices;
}): (shared: SharedDatabase, signal: AbortSignal) => Promise<void> {
  const seen = new Map<string, { readonly problem: string | null; readonly until: number }>();
  return async ({ name }, signal) => {
    const now = services.clock.now().getTime();
    let known = seen.get(name);
    if (known === undefined || known.until <= now) {
      known = { problem: await look(name, signal), until: now + remembered };
      seen.set(name, known);
    }
    if (known.problem === null) return;
    throw new GatewayError('shared_database_open', {
      reason: `The shared database is not served: its _security ${known.problem}.`,
    });
  };

  async function look(name: string, signal: AbortSignal): Promise<string | null> {
    const answer = await couch.ask({
      method: 'GET',
      path: writePath([name, '_security']),
      headers: { authorization: `Bearer ${await services.tokens.shared()}` },
      signal,
    });
    const body = await readAll(answer.body, longestSecurity);
    if (answer.statusCode === 404) throw new GatewayError('not_found');
    if (answer.statusCode !== 200) return 'does not let the gateway in';
    return securityProblem(parseJson(body));
  }
}
