import { randomUUID } from 'node:crypto';
import { addPeople } from '../../src/shared/commands/add-people.ts';
import type { Command, CommandContext, CommandOutcome } from '../../src/shared/commands/command.ts';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import type { TenantRole } from '../../src/shared/documents/membership.ts';
import { userIdOfAddress } from '../../src/shared/documents/user.ts';
import { errorOf } from './error-of.ts';
import { sampleContext, sampleState, sampleTenant, store } from './registry-samples.ts';
import { testDigest } from './test-digest.ts';

/** A registry with tenants, in which commands run one after the other. */
export function peopleScene(...keys: readonly string[]) {
  const state = sampleState();
  let now = Date.parse(sampleContext.now);
  const context = (): CommandContext => {
    now += 1000;
    return { ...sampleContext, now: new Date(now).toISOString(), uuid: randomUUID };
  };
  function outcomeOf<Result>(command: Command<Result>): CommandOutcome<Result> {
    return command(state.snapshot(), context());
  }
  function run<Result>(command: Command<Result>): Result {
    const outcome = outcomeOf(command);
    store(state, outcome);
    return outcome.result;
  }
  const ids = new Map<string, string>();
  for (const key of keys) {
    const form = sampleTenant(key);
    run(createTenant(form));
    ids.set(key, form.tenantId);
  }
  const idOf = (key: string) => ids.get(key) ?? key;
  return {
    state,
    run,
    outcomeOf,
    idOf,
    person: (name: string) => userIdOfAddress(`${name}@example.org`, testDigest),
    add: (key: string, role: TenantRole, ...names: readonly string[]) =>
      run(
        addPeople({
          tenantIds: [idOf(key)],
          people: names.map((name) => ({ address: `${name}@example.org`, name })),
          role,
          furtherRoles: [],
        }),
      ),
    tenant: (key: string) => {
      const tenant = state.snapshot().tenants.get(idOf(key));
      if (tenant === undefined) throw new Error(`no tenant ${key}`);
      return tenant;
    },
    members: (key: string) => state.snapshot().memberships.get(idOf(key)) ?? [],
    /** Lets the clock go on. */
    pass: (days: number) => {
      now += days * 86_400_000;
    },
  };
}

/** For `toSatisfy` on a function: it throws an error with that code whose message has those words. */
export function refusedWith(code: string, words = ''): (work: () => unknown) => boolean {
  return (work) => {
    const error = errorOf(work);
    if (error.code === code && error.message.includes(words)) return true;
    throw new Error(`It threw ${error.code}: ${error.message}`);
  };
}
