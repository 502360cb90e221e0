import { contract, type ConsoleClient } from '../../shared/bridge/contract.ts';
import type { ConsoleEvents, EventName } from '../../shared/bridge/events.ts';
import { errorCodes, type ErrorReport } from '../../shared/errors.ts';
import { BridgeError } from './bridge-error.ts';

/** Everything the window can ask and hear. */
export interface Bridge {
  readonly client: ConsoleClient;
  /** Hears an event until the returned function is called. */
  on<Name extends EventName>(
    name: Name,
    listener: (payload: ConsoleEvents[Name]) => void,
  ): () => void;
}

type Fields = Readonly<Record<string, unknown>>;
type Callable = (...values: readonly unknown[]) => unknown;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

function isErrorReport(value: unknown): value is ErrorReport {
  return (
    isFields(value) &&
    errorCodes.some((code) => code === value['code']) &&
    typeof value['message'] === 'string' &&
    typeof value['remedy'] === 'string' &&
    isFields(value['details'])
  );
}

function has(payload: unknown, ...fields: readonly string[]): boolean {
  return isFields(payload) && fields.every((field) => field in payload);
}

type PayloadShapes = {
  readonly [Name in EventName]: (payload: unknown) => payload is ConsoleEvents[Name];
};

const payloadShapes: PayloadShapes = {
  'registry.changed': (payload): payload is ConsoleEvents['registry.changed'] =>
    has(payload, 'revision'),
  'sync.status': (payload): payload is ConsoleEvents['sync.status'] =>
    has(payload, 'state', 'since'),
  'sync.changed': (payload): payload is ConsoleEvents['sync.changed'] => has(payload, 'database'),
  'conflicts.changed': (payload): payload is ConsoleEvents['conflicts.changed'] =>
    has(payload, 'open'),
  'audit.changed': (payload): payload is null => payload === null,
  'audit.progress': (payload): payload is ConsoleEvents['audit.progress'] =>
    has(payload, 'checked', 'total'),
  'catchUp.changed': (payload): payload is ConsoleEvents['catchUp.changed'] =>
    has(payload, 'current', 'askBeforeApplying'),
  'plan.progress': (payload): payload is ConsoleEvents['plan.progress'] =>
    has(payload, 'planId', 'total', 'latest'),
  'tenants.progress': (payload): payload is ConsoleEvents['tenants.progress'] =>
    has(payload, 'runId', 'total', 'done', 'running'),
  'plan.changed': (payload): payload is ConsoleEvents['plan.changed'] => has(payload, 'planId'),
  'connection.changed': (payload): payload is ConsoleEvents['connection.changed'] =>
    payload === null || has(payload, 'serverId', 'url'),
  'vault.changed': (payload): payload is ConsoleEvents['vault.changed'] => has(payload, 'state'),
  'drift.changed': (payload): payload is ConsoleEvents['drift.changed'] =>
    has(payload, 'sweptAt', 'findings'),
  'leaks.progress': (payload): payload is ConsoleEvents['leaks.progress'] =>
    has(payload, 'files', 'found', 'running'),
  'lease.changed': (payload): payload is ConsoleEvents['lease.changed'] =>
    payload === null || has(payload, 'state', 'device'),
  'servers.changed': (payload): payload is null => payload === null,
  'link.waiting': (payload): payload is null => payload === null,
  'app.problem': isErrorReport,
};

function malformed(what: string): BridgeError {
  return new BridgeError({
    code: 'internal',
    message: `The console answered in a shape this window does not know (${what}).`,
    remedy: 'Restart the console; if it comes back, reinstall it.',
    details: {},
  });
}

async function unwrap(pending: unknown, name: string): Promise<unknown> {
  const envelope: unknown = await pending;
  if (!isFields(envelope)) throw malformed(name);
  if (envelope['ok'] === true) return envelope['value'];
  if (envelope['ok'] === false && isErrorReport(envelope['error']))
    throw new BridgeError(envelope['error']);
  throw malformed(name);
}

function wrapDomain(domain: string, calls: readonly string[], raw: unknown): Fields {
  if (!isFields(raw)) throw malformed(domain);
  return Object.fromEntries(
    calls.map((call) => {
      const target = raw[call];
      const name = `${domain}.${call}`;
      if (!isCallable(target)) throw malformed(name);
      return [call, (argument: unknown) => unwrap(target(argument), name)];
    }),
  );
}

function isConsoleClient(value: unknown): value is ConsoleClient {
  return (
    isFields(value) &&
    Object.entries(contract).every(([domain, calls]) => {
      const wrapped = value[domain];
      return isFields(wrapped) && Object.keys(calls).every((call) => isCallable(wrapped[call]));
    })
  );
}

/**
 * Takes the one object that the preload exposes and checks that every call of the contract is there.
 * Calls answer values or throw a BridgeError.
 * @throws BridgeError where the object is missing or of another shape.
 */
export function connectBridge(host: unknown): Bridge {
  const raw: unknown = isFields(host) ? host['mycouch'] : undefined;
  if (!isFields(raw)) throw malformed('bridge');
  const subscribe = raw['on'];
  if (!isCallable(subscribe)) throw malformed('on');
  const client: unknown = Object.fromEntries(
    Object.entries(contract).map(([domain, calls]) => [
      domain,
      wrapDomain(domain, Object.keys(calls), raw[domain]),
    ]),
  );
  if (!isConsoleClient(client)) throw malformed('bridge');
  return {
    client,
    on(name, listener) {
      const fits = payloadShapes[name];
      const stop: unknown = subscribe(name, (payload: unknown) => {
        if (fits(payload)) listener(payload);
      });
      return () => {
        if (isCallable(stop)) stop();
      };
    },
  };
}
