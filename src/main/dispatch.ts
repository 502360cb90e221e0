import type { z } from 'zod';
import type { CallDefinition } from '../shared/bridge/calls/call.ts';
import { contract, type ConsoleApi, type Domain } from '../shared/bridge/contract.ts';
import type { Envelope } from '../shared/bridge/envelope.ts';
import { ConsoleError, MyCouchError, reportError } from '../shared/errors.ts';
import { describeIssue } from './describe-issue.ts';
import { mayOperator, type PlatformRole } from '../shared/permissions/permission.ts';

type Definitions = Readonly<
  Record<string, Readonly<Record<string, CallDefinition<z.ZodType, unknown>>>>
>;

/**
 * A handler whose argument type is no longer known. Written as a method because methods compare their
 * parameters both ways: every handler of the api fits, and `dispatch` passes it only what the schema of
 * the same name has just parsed.
 */
interface AnyHandler {
  run(argument: unknown): Promise<unknown>;
}
type Handlers = Readonly<Record<string, AnyHandler['run']>>;

const definitions: Definitions = contract;

/** True for the name of a domain of the contract. */
function isDomain(name: string): name is Domain {
  return Object.hasOwn(contract, name);
}

function findCall(api: ConsoleApi, domain: string, call: string) {
  if (!isDomain(domain)) return null;
  const calls = definitions[domain];
  if (calls === undefined || !Object.hasOwn(calls, call)) return null;
  const handlers: Handlers = api[domain];
  const definition = calls[call];
  const handler = handlers[call];
  return definition === undefined || handler === undefined ? null : { definition, handler };
}

/**
 * Runs one call of the contract for someone outside: parses the raw argument, checks the operator's
 * permission, runs the handler and turns whatever it throws into an envelope. Never throws. `onInternal`
 * hears of errors that nobody raised on purpose, for the log.
 */
export async function dispatch(
  api: ConsoleApi,
  domain: string,
  call: string,
  rawArgument: unknown,
  role: PlatformRole,
  onInternal: (error: unknown) => void = () => undefined,
): Promise<Envelope<unknown>> {
  try {
    const found = findCall(api, domain, call);
    if (found === null) {
      throw new ConsoleError('invalid-input', 'The console knows no such call.', {
        details: { domain: domain.slice(0, 60), call: call.slice(0, 60) },
      });
    }
    if (!mayOperator(role, found.definition.permission)) {
      throw new ConsoleError('not-permitted', 'Your role does not permit this.', {
        remedy: 'Ask an owner or administrator of this console.',
        details: { permission: found.definition.permission, role },
      });
    }
    const parsed = found.definition.argument.safeParse(rawArgument);
    if (!parsed.success) {
      throw new ConsoleError('invalid-input', describeIssue(parsed.error), {
        remedy: 'Correct the input and try again.',
        details: { call: `${domain}.${call}` },
      });
    }
    return { ok: true, value: await found.handler(parsed.data) };
  } catch (error) {
    if (!(error instanceof MyCouchError)) onInternal(error);
    return { ok: false, error: reportError(error) };
  }
}
