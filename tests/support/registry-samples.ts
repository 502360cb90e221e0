import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/shared/clock.ts';
import type { CommandContext, CommandOutcome } from '../../src/shared/commands/command.ts';
import type { CredentialInputs } from '../../src/shared/commands/credential-input.ts';
import type { CreateTenantInput } from '../../src/shared/commands/create-tenant.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import { readEntry } from '../../src/shared/registry/entry.ts';
import { createIndexState, type IndexState } from '../../src/main/registry/index-state.ts';
import { testDigest } from './test-digest.ts';

/** Hashes of no password at all; the right shape is what counts. */
export function sampleCredentials(fill = 'a'): CredentialInputs {
  return new Map(
    shopBlueprint.accounts.map(({ name }) => [
      name,
      {
        credentialId: randomUUID(),
        hash: {
          iterations: 10,
          salt: fill.repeat(32),
          sha256: fill.repeat(64),
          sha1: fill.repeat(40),
        },
      },
    ]),
  );
}

export function sampleTenant(
  key: string,
  more: Partial<CreateTenantInput> = {},
): CreateTenantInput {
  return {
    tenantId: randomUUID(),
    key,
    name: `Tenant ${key}`,
    description: '',
    ownerEmail: null,
    blueprint: 'blueprint_shop',
    credentials: sampleCredentials(),
    ...more,
  };
}

export const sampleContext: CommandContext = {
  now: '2026-05-05T05:05:05.000Z',
  actor: 'anna',
  uuid: randomUUID,
  digest: testDigest,
};

/** An index without a database, with the shop blueprint in it. */
export function sampleState(): IndexState {
  const state = createIndexState();
  state.put('blueprint_shop', readEntry('blueprint_shop', '1-a', shopBlueprint), []);
  return state;
}

/** Writes what a command wants into the index, as a database would. */
export function store(state: IndexState, outcome: CommandOutcome<unknown>): RegistrySnapshot {
  for (const document of outcome.documents) {
    const generation = Number.parseInt(document._rev ?? '0', 10) + 1;
    const rev = `${String(generation)}-${randomUUID()}`;
    state.put(document._id, readEntry(document._id, rev, { ...document, _rev: rev }), []);
  }
  return state.snapshot();
}

/** Real time; its timers keep no process awake. */
export const systemClock: Clock = {
  now: () => new Date(),
  timer: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
