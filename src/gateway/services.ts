import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { ServerAddress } from '../couch/address.ts';
import type { Clock } from '../shared/clock.ts';
import type { Callers } from './caller.ts';
import type { GatewayConfig } from './config.ts';
import type { Identities } from './people/identities.ts';
import type { SigningIn } from './people/sign-in.ts';
import type { GatewayLimits } from './plugins/limits.ts';
import type { Metrics } from './plugins/metrics.ts';
import type { GatewayRegistry } from './registry/gateway-registry.ts';
import type { GatewayTokens } from './tokens/tokens.ts';

/** CouchDB as requests are passed on to it. */
export interface Upstream {
  readonly address: ServerAddress;
  /** Connections kept alive; closed by whoever made it. */
  readonly dispatcher: Dispatcher;
}

/** What every part of the gateway may use. */
export interface GatewayServices {
  readonly config: GatewayConfig;
  /** Name of this gateway among those of the registry. */
  readonly name: string;
  readonly version: string;
  readonly registry: GatewayRegistry;
  /** Who sends a request. */
  readonly callers: Callers;
  readonly tokens: GatewayTokens;
  /** Whom tokens of trusted issuers stand for. */
  readonly identities: Identities;
  readonly people: SigningIn;
  readonly limits: GatewayLimits;
  readonly upstream: Upstream;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** A new random uuid at every call. */
  readonly uuid: () => string;
  /** Aborted when the gateway is about to end: what stays open (feeds) ends then. */
  readonly ending: AbortSignal;
}

/**
 * A part of the gateway: routes of their own, with what they need. Every part has a scope of its own, so that
 * its parsers, hooks and prefixes are nobody else's. Each route tells what it is in `config.api`.
 */
export type GatewayPart = (app: FastifyInstance, services: GatewayServices) => Promise<void> | void;
