import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../shared/clock.ts';
import { callerOf, type Caller, type Callers } from '../caller.ts';
import { GatewayError } from '../errors.ts';
import type { GatewayRegistry } from '../registry/gateway-registry.ts';
import { accessProblem } from '../tokens/check-access.ts';
import { kindOf } from '../tokens/claims.ts';
import type { Verifier } from '../tokens/verify.ts';
import type { GatewayLimits } from './limits.ts';
import { factsOf } from './request-facts.ts';

export interface CallersOptions {
  readonly verifier: Pick<Verifier, 'verify' | 'stillTrusts'>;
  readonly registry: Pick<GatewayRegistry, 'access' | 'freshness'>;
  readonly limits: GatewayLimits;
  readonly clock: Clock;
  /** Milliseconds; see `registryMaxAgeSeconds`. */
  readonly registryMaxAge: number;
}

export function createCallers(options: CallersOptions): Callers {
  const { verifier, registry, limits, clock, registryMaxAge } = options;
  const usable = (): boolean => registryUsable(registry, clock.now(), registryMaxAge);
  return {
    of: async (request) => {
      limits.mayTry(request.ip);
      const token = bearerOf(request);
      if (token === null) throw new GatewayError('token_missing');
      if (!usable()) throw new GatewayError('registry_unavailable');
      try {
        const claims = await verifier.verify(token);
        const problem = accessProblem(claims, registry.access, clock.now().toISOString());
        const caller = callerOf(token, kindOf(claims), claims);
        // Known by its signature, so the log may say whose it is even where it is refused.
        factsOf(request).caller = caller;
        if (problem !== null) throw new GatewayError(problem);
        limits.caller(caller.subject);
        return caller;
      } catch (error) {
        if (error instanceof GatewayError && error.code === 'token_invalid') {
          limits.noteRefused(request.ip);
        }
        throw error;
      }
    },
    stillGood: (caller: Caller) => {
      const now = clock.now();
      return (
        caller.expiresAt > now.getTime() &&
        usable() &&
        verifier.stillTrusts(caller.token) &&
        accessProblem(caller.claims, registry.access, now.toISOString()) === null
      );
    },
  };
}

/** Whether the registry in memory is young enough to let anybody in by it. */
export function registryUsable(
  registry: Pick<GatewayRegistry, 'freshness'>,
  now: Date,
  maxAge: number,
): boolean {
  const { asOf } = registry.freshness();
  return asOf !== null && now.getTime() - asOf.getTime() <= maxAge;
}

/** What stands behind "Bearer" in the request; null where there is no such header. */
export function bearerOf(request: FastifyRequest): string | null {
  const { authorization } = request.headers;
  if (authorization === undefined) return null;
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null;
}
