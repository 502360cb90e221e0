import { contract, type ConsoleClient } from '../../shared/bridge/contract.ts';
import type { Envelope } from '../../shared/bridge/envelope.ts';
import { ConsoleError } from '../../shared/errors.ts';

/** Carries one call of the contract to a console, wherever that is, and brings its answer. */
export type Carrier = (
  domain: string,
  call: string,
  argument: unknown,
) => Promise<Envelope<unknown>>;

/**
 * A client made of the contract itself: every call of it, answered by the carrier. Calls answer values or
 * throw a `ConsoleError` with the code, sentence and remedy that the console gave.
 */
export function createConsoleClient(carry: Carrier): ConsoleClient {
  const client: unknown = Object.fromEntries(
    Object.entries(contract).map(([domain, calls]) => [
      domain,
      Object.fromEntries(
        Object.keys(calls).map((call) => [
          call,
          async (argument: unknown) => unwrap(await carry(domain, call, argument)),
        ]),
      ),
    ]),
  );
  if (!isConsoleClient(client)) throw new ConsoleError('internal', 'The contract is incomplete.');
  return client;
}

function unwrap(envelope: Envelope<unknown>): unknown {
  if (envelope.ok) return envelope.value;
  const { code, message, remedy, details } = envelope.error;
  throw new ConsoleError(code, message, { remedy, details });
}

function isConsoleClient(value: unknown): value is ConsoleClient {
  return (
    isObject(value) &&
    Object.entries(contract).every(([domain, calls]) => {
      const made = value[domain];
      return isObject(made) && Object.keys(calls).every((call) => typeof made[call] === 'function');
    })
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
