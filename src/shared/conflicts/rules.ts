import { invitationStatuses } from '../documents/invitation.ts';
import { tenantRoles } from '../documents/membership.ts';
import { agentAllowances, jwtHandlerWishes } from '../documents/server.ts';
import { signingKeyStates } from '../documents/signing-key.ts';
import { inviters } from '../documents/tenant.ts';
import {
  allMustAllow,
  anyProtects,
  earliestInstant,
  leastOf,
  nothingIsLess,
  whatAllHave,
  type Narrowest,
} from './narrower.ts';
import {
  earliestMade,
  firstAnswer,
  latestEdit,
  latestLogin,
  latestRotation,
  latestSent,
  mostCounted,
  type Chooser,
} from './unit-choosers.ts';

/**
 * How one place of a document is merged where its sides differ. Without a rule it is asked, objects field
 * by field.
 */
export type FieldRule =
  /** Never falls. */
  | { readonly kind: 'counter' }
  /** Decides on access: the narrowest side counts, and what would be wider is asked. */
  | {
      readonly kind: 'access';
      readonly narrowest: Narrowest;
      /** A list whose order says nothing. */
      readonly set?: true;
      /** Objects are merged field by field; the rule counts where one side has none. */
      readonly fields?: true;
      /** Nobody may take it back, not even whoever resolves the conflict. */
      readonly final?: true;
    }
  /** Asked as a whole, whatever is in it. */
  | { readonly kind: 'whole'; readonly hidden?: true };

/** Fields that only make sense together and are taken from one side. */
export interface UnitRule {
  /** The field that stands for all of them. */
  readonly name: string;
  readonly members: readonly string[];
  readonly choose: Chooser;
  /** Why that side counts, for a person; null: says when and by whom, and is not shown among the differences. */
  readonly shownAs: string | null;
  /** Decides on access, so that a side that was decided over already does not count. */
  readonly access?: true;
}

export interface KindRules {
  /** By JSON pointer; `*` as the last step stands for any. */
  readonly fields: Readonly<Record<string, FieldRule>>;
  readonly units: readonly UnitRule[];
}

const counter: FieldRule = { kind: 'counter' };
const withdrawn: FieldRule = { kind: 'access', narrowest: earliestInstant };
const protects: FieldRule = { kind: 'access', narrowest: anyProtects };
const adds: FieldRule = { kind: 'access', narrowest: whatAllHave('none'), set: true };
const whole: FieldRule = { kind: 'whole' };

const edited: UnitRule = {
  name: 'updatedAt',
  members: ['updatedAt', 'updatedBy'],
  choose: latestEdit,
  shownAs: null,
};
const made: UnitRule = {
  name: 'createdAt',
  members: ['createdAt', 'createdBy', 'created_by'],
  choose: earliestMade,
  shownAs: null,
};

const byKind = {
  tenant: {
    fields: {
      '/enabled': { kind: 'access', narrowest: allMustAllow },
      '/readOnly': protects,
      '/overQuota': protects,
      '/archivedAt': withdrawn,
      '/deletedAt': withdrawn,
      '/purgedAt': { kind: 'access', narrowest: earliestInstant, final: true },
      '/sharing/invite': { kind: 'access', narrowest: leastOf(inviters) },
      '/sharing/domains': { kind: 'access', narrowest: whatAllHave('all'), set: true },
      '/generation': counter,
      '/epoch': counter,
    },
    units: [edited, made],
  },
  server: {
    fields: {
      '/production': protects,
      '/readOnly': protects,
      '/agentApplies': { kind: 'access', narrowest: leastOf(agentAllowances) },
      '/jwtHandler': { kind: 'access', narrowest: leastOf(jwtHandlerWishes) },
    },
    units: [edited, made],
  },
  account: {
    fields: {
      '/access': { kind: 'access', narrowest: leastOf(['read', 'write', 'administer']) },
    },
    units: [
      edited,
      made,
      {
        name: 'credential_id',
        members: ['username', 'credential_id', 'hash', 'rotatedAt', 'previous'],
        choose: latestRotation,
        shownAs: 'The latest rotation counts.',
        access: true,
      },
    ],
  },
  blueprint: { fields: { '/version': counter }, units: [edited, made] },
  override: {
    fields: {
      '/security': { kind: 'access', narrowest: nothingIsLess, fields: true },
      '/security/admins/names': adds,
      '/security/admins/roles': adds,
      '/security/members/names': adds,
      '/security/members/roles': adds,
      '/designs/*': whole,
    },
    units: [edited, made],
  },
  api_key: {
    fields: {
      '/enabled': { kind: 'access', narrowest: allMustAllow },
      '/expiresAt': { kind: 'access', narrowest: earliestInstant },
      '/deletedAt': withdrawn,
      '/scopes/access': { kind: 'access', narrowest: leastOf(['read', 'write']) },
      '/scopes/databases': { kind: 'access', narrowest: whatAllHave('all'), set: true },
      '/key_hash': { kind: 'whole', hidden: true },
    },
    units: [edited, made],
  },
  /** Whoever revoked first has revoked; nothing of it is ever asked. */
  revocation: {
    fields: {},
    units: [
      {
        name: 'createdAt',
        members: ['createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'reason', 'tenant_id'],
        choose: earliestMade,
        shownAs: 'The first one counts.',
      },
    ],
  },
  user: {
    fields: { '/deletedAt': withdrawn },
    units: [
      edited,
      made,
      { name: 'lastLoginAt', members: ['lastLoginAt'], choose: latestLogin, shownAs: null },
    ],
  },
  membership: {
    fields: {
      '/role': { kind: 'access', narrowest: leastOf(tenantRoles) },
      '/furtherRoles': adds,
      '/deletedAt': withdrawn,
    },
    units: [edited, { ...made, members: [...made.members, 'joinedAt', 'invitation'] }],
  },
  invitation: {
    fields: {
      '/status': { kind: 'access', narrowest: leastOf(invitationStatuses) },
      '/role': { kind: 'access', narrowest: leastOf(tenantRoles) },
      '/furtherRoles': adds,
    },
    units: [
      edited,
      made,
      {
        name: 'sentAt',
        members: ['tokenHash', 'sentAt', 'expiresAt'],
        choose: latestSent,
        shownAs: 'The link that was made last counts.',
        access: true,
      },
      {
        name: 'acceptedAt',
        members: ['acceptedAt', 'acceptedBy'],
        choose: firstAnswer,
        shownAs: 'The first answer counts.',
      },
    ],
  },
  application: {
    fields: {
      '/enabled': { kind: 'access', narrowest: allMustAllow },
      '/deletedAt': withdrawn,
      '/access': { kind: 'access', narrowest: leastOf(['read', 'write']) },
      '/allowed_databases': { kind: 'access', narrowest: whatAllHave('all'), set: true },
    },
    units: [edited, made],
  },
  /** A key only ever goes on towards its end. */
  signing_key: {
    fields: {
      '/state': { kind: 'access', narrowest: leastOf(signingKeyStates) },
      '/activatedAt': withdrawn,
      '/retiringAt': withdrawn,
      '/retiredAt': withdrawn,
      '/public_key': whole,
    },
    units: [edited, made],
  },
  revoked_token: {
    fields: {},
    units: [
      {
        name: 'createdAt',
        members: ['createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'sub', 'tenant_id'],
        choose: earliestMade,
        shownAs: 'The first one counts.',
      },
    ],
  },
  usage: {
    fields: {},
    units: [
      {
        name: 'count',
        members: ['count', 'last_used', 'updatedAt', 'updatedBy'],
        choose: mostCounted,
        shownAs: null,
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindRules>>;

export type MergedKind = keyof typeof byKind;

/** True for a kind whose rules are written down here. */
export function isMergedKind(kind: string): kind is MergedKind {
  return Object.hasOwn(byKind, kind);
}

/** The rules of merging a kind of document; ADR 0014 says why they are so. */
export function rulesOf(kind: MergedKind): KindRules {
  return byKind[kind];
}

/** The rule of one place, or undefined. */
export function ruleAt(rules: KindRules, path: string): FieldRule | undefined {
  const exact = rules.fields[path];
  if (exact !== undefined) return exact;
  return rules.fields[`${path.slice(0, path.lastIndexOf('/'))}/*`];
}
