import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../errors.ts';
import { bearerOf, registryUsable } from '../plugins/callers.ts';
import type { GatewayServices } from '../services.ts';

/** Shorter tokens could be found from their hash. */
const shortest = 32;

/** Tells who administers the platform. */
export interface Administrators {
  /**
   * Who sent a request, as the audit log names them; null: nobody who administers the platform, perhaps
   * somebody with a token of ours. Errors: GatewayError `too_many_requests`, `registry_unavailable`.
   */
  readonly of: (request: FastifyRequest) => Promise<string | null>;
  /** The same, and `token_missing`, `token_invalid` or `forbidden` for anybody else. */
  readonly require: (request: FastifyRequest) => Promise<string>;
}

/**
 * An administrator of the platform has a token that the configuration has the hash of, or a token of an issuer
 * whose claim says so.
 */
export function createAdministrators(
  services: Pick<GatewayServices, 'config' | 'identities' | 'limits' | 'registry' | 'clock'>,
): Administrators {
  const { config, identities, limits, registry, clock } = services;

  async function actorOf(token: string): Promise<string | null> {
    const given = Buffer.from(hash('sha256', token, 'hex'), 'latin1');
    let found: string | null = null;
    // All of them, so that the time tells nothing.
    for (const { name, tokenHash } of config.administrators) {
      if (timingSafeEqual(given, Buffer.from(tokenHash, 'latin1'))) found = name;
    }
    if (found !== null && token.length >= shortest) return `administrator:${found}`;
    if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return null;
    const known = await identities.of(token).catch((error: unknown) => {
      if (error instanceof GatewayError && error.status === 401) return null;
      throw error;
    });
    if (known?.administrator !== true) return null;
    return `administrator:${known.identity.issuer}:${known.identity.subject}`.slice(0, 200);
  }

  const of: Administrators['of'] = async (request) => {
    limits.mayTry(request.ip);
    const token = bearerOf(request);
    if (token === null) return null;
    const maxAge = config.registryMaxAgeSeconds * 1000;
    if (!registryUsable(registry, clock.now(), maxAge)) {
      throw new GatewayError('registry_unavailable');
    }
    return await actorOf(token);
  };
  return {
    of,
    require: async (request) => {
      const actor = await of(request);
      if (actor !== null) {
        limits.caller(actor);
        return actor;
      }
      if (bearerOf(request) === null) throw new GatewayError('token_missing');
      limits.noteRefused(request.ip);
      throw new GatewayError('forbidden', {
        reason: 'This is for administrators of the platform.',
      });
    },
  };
}
