import '../../../src/renderer/app/no-eval.ts';
import type { z } from 'zod';
import { contract } from '../../../src/shared/bridge/contract.ts';
import type { Envelope } from '../../../src/shared/bridge/envelope.ts';
import type { EventName } from '../../../src/shared/bridge/events.ts';
import { reportError } from '../../../src/shared/errors.ts';
import { fakeConsole } from './console.ts';
import { scenarioSchema } from './scenario.ts';
import { makeWorld } from './world.ts';

/**
 * Puts a fake of the preload's object on the page, so that the window can be looked at in any browser.
 * Every call takes a few milliseconds, as over the real bridge, and arguments are parsed as main does.
 */
const callTime = 3;
const scenario = scenarioSchema.parse(Object.fromEntries(new URLSearchParams(location.search)));
const listeners = new Map<EventName, Set<(payload: unknown) => void>>();
const world = makeWorld(
  scenario,
  (name, payload) => {
    for (const listener of listeners.get(name) ?? []) listener(structuredClone(payload));
  },
  () => new Date(),
);
const api = fakeConsole(world);

async function answer(
  definition: { readonly argument: z.ZodType },
  implementation: unknown,
  argument: unknown,
): Promise<Envelope<unknown>> {
  await new Promise((resolve) => {
    setTimeout(resolve, callTime);
  });
  try {
    if (typeof implementation !== 'function') throw new Error('The fake lacks a call.');
    const parsed: unknown = definition.argument.parse(argument);
    const value: unknown = await Reflect.apply(implementation, undefined, [parsed]);
    return { ok: true, value: structuredClone(value) };
  } catch (error) {
    return { ok: false, error: reportError(error) };
  }
}

const calls = Object.entries(contract).map(([domain, definitions]) => {
  const implementations: Readonly<Record<string, unknown>> = api[domainOf(domain)];
  return [
    domain,
    Object.fromEntries(
      Object.entries<{ readonly argument: z.ZodType }>(definitions).map(([name, definition]) => [
        name,
        (argument: unknown) => answer(definition, implementations[name], argument),
      ]),
    ),
  ];
});

function domainOf(name: string): keyof typeof api {
  const domains: readonly (keyof typeof api)[] = [
    'app',
    'vault',
    'connection',
    'tenants',
    'accounts',
    'keys',
    'leaks',
    'people',
    'invitations',
    'applications',
    'plan',
    'sync',
    'conflicts',
    'catchUp',
    'registry',
    'audit',
    'drift',
    'servers',
    'lease',
    'files',
  ];
  const found = domains.find((domain) => domain === name);
  if (found === undefined) throw new Error(`The fake lacks ${name}.`);
  return found;
}

Reflect.set(globalThis, 'mycouch', {
  ...Object.fromEntries(calls),
  on: (name: EventName, listener: (payload: unknown) => void) => {
    const heard = listeners.get(name) ?? new Set();
    listeners.set(name, heard.add(listener));
    return () => {
      heard.delete(listener);
    };
  },
});
