import {
  adoptedLimit,
  clientRevisionsOf,
  endedLimit,
  type ClientRevisions,
} from '../documents/client-revisions.ts';
import { membershipDocumentId, type Membership } from '../documents/membership.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { User } from '../documents/user.ts';
import { ConsoleError } from '../errors.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command, CommandOutcome } from './command.ts';

/** The document that keeps them. */
export type RevisionKeeper =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'tenant'; readonly tenantId: string }
  | { readonly kind: 'membership'; readonly tenantId: string; readonly userId: string };

/** What is to be remembered beside what is there. */
export interface RevisionsMet {
  /** Revisions that become part of the line, the oldest first. */
  readonly adopt: readonly string[];
  /** By how much the line grows by them. */
  readonly raise: number;
  /** Newest revisions of branches that were not taken. */
  readonly end: readonly string[];
}

/**
 * A command that also remembers a replica's own revisions, in the same write. Errors: the command's own;
 * `not-found` where the keeper is neither in the registry nor made by the command; `conflict` where it is not
 * the revision that was seen (undefined: whatever it is now).
 */
export function withClientRevisions<Result>(
  command: Command<Result>,
  keeper: RevisionKeeper,
  met: RevisionsMet,
  seen?: string | null,
): Command<Result> {
  return (snapshot, context) => {
    const stored = keeperIn(snapshot, keeper);
    if (typeof seen === 'string' && stored?._rev !== seen) {
      throw new ConsoleError('conflict', 'The document was changed meanwhile.');
    }
    const outcome = command(snapshot, context);
    if (met.adopt.length + met.end.length + met.raise === 0) return outcome;
    const id = keeperId(keeper);
    const made = outcome.documents.find((document) => document._id === id);
    const base = isKeeper(made) ? made : stored;
    if (base === undefined) throw new ConsoleError('not-found', 'There is no such document.');
    const noted = {
      ...base,
      client_revisions: merged(clientRevisionsOf(base), met),
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      ...outcome,
      documents: [...outcome.documents.filter((document) => document._id !== id), noted],
    };
  };
}

/** Changes nothing; for remembering revisions alone. */
export const changeNothing: Command<null> = (): CommandOutcome<null> => ({
  documents: [],
  audit: [],
  result: null,
});

function merged(before: ClientRevisions, { adopt, raise, end }: RevisionsMet): ClientRevisions {
  return {
    raised: before.raised + raise,
    adopted: [...before.adopted, ...adopt].slice(-adoptedLimit),
    ended: [...before.ended, ...end.filter((rev) => !before.ended.includes(rev))].slice(
      -endedLimit,
    ),
  };
}

function keeperId(keeper: RevisionKeeper): string {
  switch (keeper.kind) {
    case 'user':
      return `user_${keeper.userId}`;
    case 'tenant':
      return `tenant_${keeper.tenantId}`;
    case 'membership':
      return membershipDocumentId(keeper.tenantId, keeper.userId);
  }
}

function keeperIn(
  snapshot: RegistrySnapshot,
  keeper: RevisionKeeper,
): User | Tenant | Membership | undefined {
  switch (keeper.kind) {
    case 'user':
      return snapshot.users.get(keeper.userId);
    case 'tenant':
      return snapshot.tenants.get(keeper.tenantId);
    case 'membership':
      return snapshot.memberships
        .get(keeper.tenantId)
        ?.find(({ user_id }) => user_id === keeper.userId);
  }
}

function isKeeper(
  document: CommandOutcome<unknown>['documents'][number] | undefined,
): document is User | Tenant | Membership {
  return (
    document?.type === 'user' || document?.type === 'tenant' || document?.type === 'membership'
  );
}
