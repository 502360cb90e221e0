import { isProvisioned } from './ownership.ts';
import type { Refusal, TenantSpec } from './server-spec.ts';
import type { ServerState } from './server-state.ts';

/**
 * Splits tenants that want the same database or user names, which two laptops can bring about offline.
 * The one that the server already knows keeps them; among tenants it does not know, one in the trash gives
 * way, then the earlier created wins, then the smaller id, so that every laptop decides alike.
 */
export function settleCollisions(
  specs: readonly TenantSpec[],
  state: ServerState,
): { readonly accepted: readonly TenantSpec[]; readonly refusals: readonly Refusal[] } {
  const ranked = specs
    .map((spec) => ({ spec, provisioned: isProvisioned(spec, state) }))
    .sort((a, b) => rank(a) - rank(b) || byAge(a.spec, b.spec));
  const holders = new Map<string, string>();
  const accepted: TenantSpec[] = [];
  const refusals: Refusal[] = [];
  for (const { spec, provisioned } of ranked) {
    const names = [
      ...spec.databases.map(({ name }) => `database ${name}`),
      ...spec.users.map(({ username }) => `user ${username}`),
    ];
    const holder = names.map((name) => holders.get(name)).find((id) => id !== undefined);
    // Closing what carries one's own marker needs no claim to the name.
    const onlyCloses = provisioned && spec.state !== 'active';
    if (holder !== undefined && !onlyCloses) {
      refusals.push({
        tenantId: spec.tenantId,
        key: spec.key,
        reason: 'key-collision',
        subject: holder,
      });
      continue;
    }
    for (const name of names) if (!holders.has(name)) holders.set(name, spec.tenantId);
    accepted.push(spec);
  }
  return { accepted, refusals };
}

function rank({ spec, provisioned }: { spec: TenantSpec; provisioned: boolean }): number {
  if (provisioned) return 0;
  return spec.state === 'deleted' ? 2 : 1;
}

function byAge(a: TenantSpec, b: TenantSpec): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.tenantId < b.tenantId ? -1 : a.tenantId > b.tenantId ? 1 : 0;
}
