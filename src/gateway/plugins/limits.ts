import type { FastifyInstance } from 'fastify';
import type { Limits } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import { createRateLimiter } from './rate-limiter.ts';

/** Who may ask how often. Each throws GatewayError `too_many_requests` with the seconds to wait. */
export interface GatewayLimits {
  readonly address: (address: string) => void;
  /** By API key, person or application. */
  readonly caller: (subject: string) => void;
  /** For exchanging, refreshing and revoking. */
  readonly signIn: (address: string) => void;
  /** Before a credential is looked at: whether the address has tried too many that were refused. */
  readonly mayTry: (address: string) => void;
  /** After one was refused. */
  readonly noteRefused: (address: string) => void;
}

/** @param now milliseconds since 1970 */
export function createLimits(limits: Limits, now: () => number): GatewayLimits {
  const byAddress = createRateLimiter(limits.address);
  const byCaller = createRateLimiter(limits.caller);
  const signIns = createRateLimiter(limits.signIn);
  const refusals = createRateLimiter(limits.refused);
  const orRefuse = (seconds: number): void => {
    if (seconds === 0) return;
    throw new GatewayError('too_many_requests', { headers: { 'retry-after': String(seconds) } });
  };
  return {
    address: (address) => {
      orRefuse(byAddress.take(network(address), now()));
    },
    caller: (subject) => {
      orRefuse(byCaller.take(subject, now()));
    },
    signIn: (address) => {
      orRefuse(signIns.take(network(address), now()));
    },
    mayTry: (address) => {
      orRefuse(refusals.look(network(address), now()));
    },
    noteRefused: (address) => {
      refusals.take(network(address), now());
    },
  };
}

/** Counts every request by its address before anything else is done for it. */
export function addAddressLimit(app: FastifyInstance, limits: GatewayLimits): void {
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      limits.address(request.ip);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new GatewayError('too_many_requests'));
    }
  });
}

/**
 * What counts as one address: of IPv6 the first 64 bits, since whoever has one address there has all of
 * them; an IPv4 address in the clothes of IPv6 counts as itself.
 */
export function network(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
