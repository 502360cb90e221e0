import { agentAllowances } from '../documents/server.ts';
import {
  allMustAllow,
  anyProtects,
  earliestInstant,
  leastOf,
  nothingIsLess,
  whatAllHave,
  type Narrowest,
} from './narrower.ts';
import { earliestMade, latestEdit, latestRotation, type Chooser } from './unit-choosers.ts';

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
  /** False: says when and by whom, and is not shown among the differences. */
  readonly shown: boolean;
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
  shown: false,
};
const made: UnitRule = {
  name: 'createdAt',
  members: ['createdAt', 'createdBy', 'created_by'],
  choose: earliestMade,
  shown: false,
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
        shown: true,
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
        shown: true,
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
