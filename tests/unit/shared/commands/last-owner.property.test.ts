import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPeople } from '../../../../src/shared/commands/add-people.ts';
import {
  changeMember,
  removeMember,
  restoreMember,
} from '../../../../src/shared/commands/change-member.ts';
import type { Command } from '../../../../src/shared/commands/command.ts';
import { bringPersonBack, removePerson } from '../../../../src/shared/commands/remove-person.ts';
import { transferOwnership } from '../../../../src/shared/commands/transfer-ownership.ts';
import { tenantRoles } from '../../../../src/shared/documents/membership.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';
import { ownersOf } from '../../../../src/shared/people/owners.ts';
import { peopleScene } from '../../../support/people-scene.ts';

const tenants = ['one', 'two'] as const;
const people = ['anna', 'ben', 'cara'] as const;

const step = fc.record({
  act: fc.constantFrom('add', 'role', 'remove', 'restore', 'everywhere', 'back', 'transfer'),
  tenant: fc.constantFrom(...tenants),
  person: fc.constantFrom(...people),
  other: fc.constantFrom(...people),
  role: fc.constantFrom(...tenantRoles),
});

describe('the last owner (T4)', () => {
  it('is left by no command, in whatever order they come, and owner_email mirrors the oldest', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const scene = peopleScene(...tenants);
        const had = new Set<string>();
        for (const { act, tenant, person, other, role } of steps) {
          const ref = { tenantId: scene.idOf(tenant), userId: scene.person(person) };
          const commands: Readonly<Record<typeof act, Command<unknown>>> = {
            add: addPeople({
              tenantIds: [ref.tenantId],
              people: [{ address: `${person}@example.org`, name: '' }],
              role,
              furtherRoles: [],
            }),
            role: changeMember({ ...ref, role }),
            remove: removeMember(ref),
            restore: restoreMember(ref),
            everywhere: removePerson(ref),
            back: bringPersonBack({ userId: ref.userId, memberships: role === 'owner' }),
            transfer: transferOwnership({
              tenantId: ref.tenantId,
              from: ref.userId,
              to: scene.person(other),
            }),
          };
          try {
            scene.run(commands[act]);
          } catch (error) {
            if (!(error instanceof ConsoleError)) throw error;
          }
          const snapshot = scene.state.snapshot();
          for (const key of tenants) {
            const owners = ownersOf(snapshot, scene.idOf(key));
            if (owners.length > 0) had.add(key);
            expect(owners.length > 0).toBe(had.has(key));
            const mirrored = snapshot.users.get(owners[0]?.user_id ?? '')?.email ?? null;
            expect(scene.tenant(key).owner_email).toBe(mirrored);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
