import { keyState } from '../../shared/conflicts/safest-apikey.ts';
import { tenantState } from '../../shared/documents/tenant.ts';
import type { GatewayErrorCode } from '../errors.ts';
import type { RegistryAccess } from '../registry/gateway-registry.ts';
import type { TokenClaims } from './claims.ts';
import { accessOfRole } from './grant.ts';

/** What a token may reach at most, by what it was made for. */
interface Reach {
  readonly access: 'read' | 'write';
  readonly databases: readonly string[] | null;
}

/**
 * Whether everything that a verified token stands for still holds, as the registry has it at this moment:
 * the token itself, its tenant and epoch, and the key, membership or application it was made for, which must
 * allow no less than the token says. Null: it does. Asked at every request; nothing of it is remembered.
 * @param now ISO instant
 */
export function accessProblem(
  claims: TokenClaims,
  registry: RegistryAccess,
  now: string,
): GatewayErrorCode | null {
  if (registry.isTokenRevoked(claims.jti)) return 'token_revoked';
  const tenant = registry.tenant(claims.tenant_id);
  if (tenant === null || tenantState(tenant) !== 'active' || tenant.epoch !== claims.epoch) {
    return 'access_withdrawn';
  }
  const reach = reachOf(claims, registry, now);
  return reach !== null && covers(reach, claims) ? null : 'access_withdrawn';
}

function reachOf(claims: TokenClaims, registry: RegistryAccess, now: string): Reach | null {
  const { key_id, user_id, app_id, tenant_id } = claims;
  if (key_id !== undefined) {
    const key = registry.apiKey(key_id);
    if (key?.tenant_id !== tenant_id) return null;
    return keyState([key], registry.isKeyRevoked(key_id), now) === 'active' ? key.scopes : null;
  }
  if (app_id !== undefined) {
    const app = registry.application(app_id);
    if (app?.tenant_id !== tenant_id || !app.enabled || app.deletedAt !== null) return null;
    return { access: app.access, databases: app.allowed_databases };
  }
  if (user_id === undefined) return null;
  if (registry.user(user_id)?.deletedAt !== null) return null;
  const membership = registry.membership(tenant_id, user_id);
  if (membership?.deletedAt !== null) return null;
  return { access: accessOfRole(membership.role), databases: null };
}

function covers(reach: Reach, { access, databases }: TokenClaims): boolean {
  if (access === 'write' && reach.access !== 'write') return false;
  if (reach.databases === null) return true;
  const allowed = new Set(reach.databases);
  return databases?.every((name) => allowed.has(name)) === true;
}
