import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { GatewayErrorCode } from '../errors.ts';

/** What a route is, for `/openapi.json`. */
export interface ApiDescription {
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** What it asks for: a token of ours, or nothing. */
  readonly access: 'token' | 'open';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** By status; null: an answer without JSON, or CouchDB's own. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  readonly refusals?: readonly GatewayErrorCode[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    api?: ApiDescription;
  }
}

/** A route with what it is. */
export interface DescribedRoute {
  readonly methods: readonly string[];
  readonly path: string;
  readonly api: ApiDescription;
}

/**
 * Gathers what is told of each route that is added from now on. A route without a description is refused, so
 * that nothing is served which the interface's own document does not name.
 */
export function gatherDescriptions(app: FastifyInstance): readonly DescribedRoute[] {
  const routes: DescribedRoute[] = [];
  app.addHook('onRoute', ({ method, path, config }) => {
    const methods = [method].flat();
    // Fastify adds HEAD beside GET, and the CORS plugin answers for everything with OPTIONS.
    const own = methods.filter((one) => one !== 'HEAD' && one !== 'OPTIONS');
    if (own.length === 0) return;
    if (config?.api === undefined) throw new Error(`The route ${path} has no description.`);
    routes.push({ methods: own, path, api: config.api });
  });
  return routes;
}
