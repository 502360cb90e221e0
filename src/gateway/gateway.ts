import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { publishSigningKey } from '../shared/commands/publish-signing-key.ts';
import type { Clock } from '../shared/clock.ts';
import { reportError } from '../shared/errors.ts';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { GatewayConfig } from './config.ts';
import { idleConnections } from './idle-connections.ts';
import { createIdentities } from './people/identities.ts';
import { invitationRoutes } from './people/invitations.ts';
import { joinPage } from './people/join-page.ts';
import { createSigningIn } from './people/sign-in.ts';
import { createCallers } from './plugins/callers.ts';
import { createLimits } from './plugins/limits.ts';
import { createMetrics } from './plugins/metrics.ts';
import { passThrough } from './pass-through/pass-through.ts';
import type { GatewayRegistry } from './registry/gateway-registry.ts';
import { authRoutes } from './routes/auth.ts';
import { healthRoute } from './routes/health.ts';
import { jwksRoute } from './routes/jwks.ts';
import { metricsRoute } from './routes/metrics.ts';
import { createServer } from './server.ts';
import type { GatewayPart, GatewayServices } from './services.ts';
import { tenantsApi } from './tenants-api/routes.ts';
import { askSession } from './tokens/couchdb-accepts.ts';
import { createExchange } from './tokens/exchange.ts';
import { createFetchJson } from './tokens/fetch-json.ts';
import { createIssuerKeys } from './tokens/issuer-keys.ts';
import { keyFile } from './tokens/key-file.ts';
import { createMint } from './tokens/mint.ts';
import type { People } from './tokens/people.ts';
import { openSigningKeys } from './tokens/signing-keys.ts';
import { createTokens } from './tokens/tokens.ts';
import { createVerifier } from './tokens/verify.ts';
import { virtualTables } from './virtual/routes.ts';

/**
 * Everything that the gateway serves. A further part is a function of its own folder, named here and nowhere
 * else. Order does not matter: Fastify takes the most particular route.
 */
const allParts: readonly GatewayPart[] = [
  authRoutes,
  jwksRoute,
  healthRoute,
  metricsRoute,
  passThrough,
  virtualTables,
  invitationRoutes,
  joinPage,
  tenantsApi,
];

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly name: string;
  readonly version: string;
  /** Closed by whoever made it, after the gateway. */
  readonly registry: GatewayRegistry;
  /** To CouchDB, and to issuers; closed by whoever made them. */
  readonly upstream: Dispatcher;
  readonly outside: Dispatcher;
  readonly log: Logger;
  readonly clock: Clock;
  readonly uuid: () => string;
  /** In place of what signing in does. */
  readonly people?: (registry: GatewayRegistry) => People;
  readonly parts?: readonly GatewayPart[];
}

export interface Gateway {
  readonly app: FastifyInstance;
  readonly services: GatewayServices;
  /** Begins to listen; resolves with the address. */
  readonly listen: () => Promise<string>;
  /** Asks for another signing key. */
  readonly rotate: () => Promise<void>;
  /**
   * Looks at the signing keys now. Of use to tests; otherwise it is done every second while a key waits.
   */
  readonly lookAtKeys: () => Promise<void>;
  /** Takes nothing new, ends what stays open, and waits for what is under way. */
  readonly close: () => Promise<void>;
}

const day = 86_400_000;
/** How long what is under way is waited for when closing, in milliseconds; then its connections are cut. */
const grace = 10_000;

/** Puts the gateway together. It serves once it listens; who may be let in is known once the registry is. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, name, registry, log, clock, uuid } = options;
  const { url: issuer, tokens: settings } = config;
  const { access } = registry;
  const now = (): number => clock.now().getTime();
  const ending = new AbortController();
  // Each open feed listens, and leaves with its end.
  setMaxListeners(0, ending.signal);
  const keys = await openSigningKeys({
    issuer,
    gateway: name,
    settings: {
      algorithm: settings.algorithm,
      rotateAfter: settings.rotateDays * day,
      settle: settings.settleSeconds * 1000,
    },
    store: keyFile(config.dataDirectory, name),
    ask: askSession(options.upstream, config.couchdb.address),
    publish: async (key) => {
      const { kid, alg, state, activatedAt, retiringAt, retiredAt } = key;
      await registry.execute(
        publishSigningKey({
          kid,
          gateway: name,
          alg,
          public_key: key.publicKey,
          state,
          activatedAt,
          retiringAt,
          retiredAt,
        }),
        `gateway:${name}`,
      );
    },
    told: (kid) => access.signingKey(kid)?.state ?? null,
    clock,
    uuid,
    note: (what, details) => {
      log.info(details, what);
    },
  });
  const verifier = createVerifier({ issuer, keys, access, clock });
  const limits = createLimits(config.limits, now);
  const signingIn = createSigningIn({
    registry,
    ...config.people,
    now: clock.now,
    uuid,
    bytes: randomBytes,
    onProblem: (error) => {
      log.warn({ code: reportError(error).code }, 'last sign-in not written down');
    },
  });
  const people = options.people?.(registry) ?? signingIn;
  const issuers = createIssuerKeys(createFetchJson(options.outside), now);
  const services: GatewayServices = {
    config,
    name,
    version: options.version,
    registry,
    callers: createCallers({
      verifier,
      registry,
      limits,
      clock,
      registryMaxAge: config.registryMaxAgeSeconds * 1000,
    }),
    tokens: createTokens({
      exchange: createExchange({
        access,
        platform: config.issuers,
        issuers,
        people,
        signInLife: settings.signInHours * 3_600_000,
        now: clock.now,
      }),
      mint: createMint({
        issuer,
        gateway: name,
        lifeSeconds: settings.lifeSeconds,
        keys,
        clock,
        uuid,
      }),
      registry,
      trusted: verifier.trusted,
      report: keys.report,
      now: clock.now,
    }),
    identities: createIdentities(config.issuers, issuers, clock.now),
    people: signingIn,
    limits,
    upstream: { address: config.couchdb.address, dispatcher: options.upstream },
    log,
    metrics: createMetrics(),
    clock,
    uuid,
    ending: ending.signal,
  };
  const app = await createServer(services, options.parts ?? allParts);
  const closeIdle = idleConnections(app.server, clock);
  await app.ready();
  return {
    app,
    services,
    listen: () => app.listen({ host: config.host, port: config.port }),
    rotate: keys.rotate,
    lookAtKeys: keys.look,
    close: async () => {
      ending.abort();
      const stop = closeIdle();
      const cancelCut = clock.timer(grace, () => {
        app.server.closeAllConnections();
      });
      await app.close().finally(() => {
        stop();
        cancelCut();
      });
      await keys.close();
    },
  };
}
