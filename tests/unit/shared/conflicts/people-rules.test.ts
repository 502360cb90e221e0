import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRevs } from '../../../../src/shared/conflicts/compare-revs.ts';
import { mergeLeaves } from '../../../../src/shared/conflicts/merge-leaves.ts';
import { rulesOf } from '../../../../src/shared/conflicts/rules.ts';
import { safestByRules } from '../../../../src/shared/conflicts/safest-by-rules.ts';
import { slotAt, type JsonObject } from '../../../../src/shared/conflicts/slot.ts';
import { applicationSchema } from '../../../../src/shared/documents/application.ts';
import {
  invitationSchema,
  invitationStatuses,
} from '../../../../src/shared/documents/invitation.ts';
import { membershipSchema, tenantRoles } from '../../../../src/shared/documents/membership.ts';
import {
  signingKeySchema,
  signingKeyStates,
} from '../../../../src/shared/documents/signing-key.ts';
import { userSchema } from '../../../../src/shared/documents/user.ts';
import { leavesOf } from '../../../support/conflict-samples.ts';
import { peopleBody, peopleKinds } from '../../../support/people-bodies.ts';

/** Whether a document gives no more than another of its kind; kind by kind, apart from the rules. */
const givesNoMore = {
  user: (after: JsonObject, side: JsonObject) =>
    userSchema.parse(side).deletedAt === null || userSchema.parse(after).deletedAt !== null,
  membership: (after: JsonObject, side: JsonObject) => {
    const [a, b] = [membershipSchema.parse(after), membershipSchema.parse(side)];
    return (
      (b.deletedAt === null || a.deletedAt !== null) &&
      tenantRoles.indexOf(a.role) <= tenantRoles.indexOf(b.role) &&
      a.furtherRoles.every((role) => b.furtherRoles.includes(role))
    );
  },
  invitation: (after: JsonObject, side: JsonObject) => {
    const [a, b] = [invitationSchema.parse(after), invitationSchema.parse(side)];
    return (
      invitationStatuses.indexOf(a.status) <= invitationStatuses.indexOf(b.status) &&
      tenantRoles.indexOf(a.role) <= tenantRoles.indexOf(b.role) &&
      a.furtherRoles.every((role) => b.furtherRoles.includes(role)) &&
      a.sentAt >= b.sentAt
    );
  },
  application: (after: JsonObject, side: JsonObject) => {
    const [a, b] = [applicationSchema.parse(after), applicationSchema.parse(side)];
    const reached = b.allowed_databases;
    return (
      (b.enabled || !a.enabled) &&
      (b.deletedAt === null || a.deletedAt !== null) &&
      (b.access === 'write' || a.access === 'read') &&
      (reached === null ||
        (a.allowed_databases?.every((database) => reached.includes(database)) ?? false))
    );
  },
  signing_key: (after: JsonObject, side: JsonObject) => {
    const [a, b] = [signingKeySchema.parse(after), signingKeySchema.parse(side)];
    return signingKeyStates.indexOf(a.state) <= signingKeyStates.indexOf(b.state);
  },
} as const;

const conflict = fc.constantFrom(...peopleKinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    sides: fc
      .array(peopleBody(kind), { minLength: 2, maxLength: 4 })
      .map((sides) => leavesOf(sides)),
  }),
);

describe('people in conflict (M3, T4)', () => {
  it('gives, before anybody merged, no more than any side does, whatever their order', () => {
    fc.assert(
      fc.property(conflict, ({ kind, sides }) => {
        const [winner, ...others] = sides;
        if (winner === undefined) throw new Error('no sides');
        const safest = safestByRules(kind, winner, others);
        for (const { body } of sides) expect(givesNoMore[kind](safest, body)).toBe(true);
        expect(safestByRules(kind, winner, others.toReversed())).toEqual(safest);
      }),
    );
  });

  it('merges to no more than any side gives, whatever their order', () => {
    fc.assert(
      fc.property(conflict, ({ kind, sides }) => {
        const result = mergeLeaves({ kind, base: null, leaves: sides });
        expect(mergeLeaves({ kind, base: null, leaves: sides.toReversed() })).toEqual(result);
        if (result.merged === null) return;
        for (const { body } of sides) expect(givesNoMore[kind](result.merged, body)).toBe(true);
      }),
    );
  });

  it('counts before merging what the merge finds the narrowest', () => {
    fc.assert(
      fc.property(conflict, ({ kind, sides }) => {
        const ordered = sides.toSorted((a, b) => compareRevs(a.rev, b.rev));
        const [winner, ...others] = ordered;
        if (winner === undefined) throw new Error('no sides');
        const safest = safestByRules(kind, winner, others);
        const result = mergeLeaves({ kind, base: null, leaves: sides });
        for (const field of result.fields) {
          if (field.rule !== 'access' || field.narrowest === null) continue;
          expect(field.narrowest).toEqual(slotAt(safest, field.path));
        }
        if (result.merged === null) return;
        for (const [path, rule] of Object.entries(rulesOf(kind).fields)) {
          if (rule.kind !== 'access') continue;
          expect(slotAt(result.merged, path)).toEqual(slotAt(safest, path));
        }
        for (const unit of rulesOf(kind).units.filter(({ access }) => access === true)) {
          for (const member of unit.members) {
            expect(result.merged[member]).toEqual(safest[member]);
          }
        }
      }),
    );
  });
});
