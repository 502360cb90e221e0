import type { AuditDraft } from '../documents/audit.ts';
import type { Invitation } from '../documents/invitation.ts';
import { membershipDocumentId, type Membership } from '../documents/membership.ts';
import { isPurged, type Tenant } from '../documents/tenant.ts';
import type { User } from '../documents/user.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import { ownersOf } from '../people/owners.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { CommandContext, CommandOutcome } from './command.ts';

type Edited = User | Membership | Invitation;

/**
 * What a command on people has come to so far. All of them end with `finish`, which is where it is held
 * that no tenant loses its last owner, and where `owner_email` of a tenant is kept a mirror of its owners.
 */
export interface PeopleDraft {
  readonly user: (userId: string) => User | undefined;
  readonly membership: (tenantId: string, userId: string) => Membership | undefined;
  /** Stamps the document as edited now and has it written. */
  readonly edit: (document: Edited) => void;
  /** Has a new document written as it is. */
  readonly add: (document: Edited) => void;
  readonly note: (audit: Told) => void;
  /** The outcome. Error: `not-allowed-in-state` where a tenant would be left without an owner. */
  readonly finish: <Result>(result: Result) => CommandOutcome<Result>;
}

/** An audit entry of a draft; who and when are added. */
interface Told {
  readonly action: string;
  readonly document: Edited;
  readonly tenantId: string | null;
  readonly details: Readonly<Record<string, Json>>;
}

export function peopleDraft(snapshot: RegistrySnapshot, context: CommandContext): PeopleDraft {
  const documents = new Map<string, Edited>();
  const users = new Map<string, User>();
  const memberships = new Map<string, Membership>();
  const told: Told[] = [];

  function add(document: Edited): void {
    documents.set(document._id, document);
    if (document.type === 'user') users.set(document.user_id, document);
    if (document.type === 'membership') memberships.set(document._id, document);
  }

  function after(tenantId: string): Pick<RegistrySnapshot, 'users' | 'memberships'> {
    const list = new Map((snapshot.memberships.get(tenantId) ?? []).map((one) => [one._id, one]));
    for (const [id, one] of memberships) if (one.tenant_id === tenantId) list.set(id, one);
    const seen = new Map<string, User>();
    for (const { user_id } of list.values()) {
      const user = users.get(user_id) ?? snapshot.users.get(user_id);
      if (user !== undefined) seen.set(user_id, user);
    }
    return { users: seen, memberships: new Map([[tenantId, [...list.values()]]]) };
  }

  /** Tenants whose owners may be others now: those of a removed person too. */
  function touched(): ReadonlySet<string> {
    const ids = new Set([...memberships.values()].map(({ tenant_id }) => tenant_id));
    for (const userId of users.keys()) {
      for (const { tenant_id } of snapshot.membershipsByUser.get(userId) ?? []) ids.add(tenant_id);
    }
    return ids;
  }

  return {
    user: (userId) => users.get(userId) ?? snapshot.users.get(userId),
    membership: (tenantId, userId) => {
      const id = membershipDocumentId(tenantId, userId);
      return (
        memberships.get(id) ??
        snapshot.memberships.get(tenantId)?.find((membership) => membership._id === id)
      );
    },
    add,
    edit: (document) => {
      add({ ...document, updatedAt: context.now, updatedBy: context.actor });
    },
    note: (entry) => {
      told.push(entry);
    },
    finish: (result) => {
      const tenants = new Map<string, Tenant>();
      const left: Tenant[] = [];
      for (const tenantId of touched()) {
        const tenant = snapshot.tenants.get(tenantId);
        if (tenant === undefined || isPurged(tenant)) continue;
        const [oldest] = ownersOf(after(tenantId), tenantId);
        if (oldest === undefined) {
          if (ownersOf(snapshot, tenantId).length > 0) left.push(tenant);
          continue;
        }
        const email = (users.get(oldest.user_id) ?? snapshot.users.get(oldest.user_id))?.email;
        if (email === undefined || email === tenant.owner_email) continue;
        tenants.set(tenantId, {
          ...tenant,
          owner_email: email,
          updatedAt: context.now,
          updatedBy: context.actor,
        });
      }
      if (left.length > 0) throw wouldHaveNoOwner(left);
      return {
        documents: [...documents.values(), ...tenants.values()],
        audit: told.map((entry) => audit(entry, snapshot, tenants, context)),
        result,
      };
    },
  };
}

/** Refuses what would leave tenants without an owner, and says which. */
function wouldHaveNoOwner(tenants: readonly Tenant[]): ConsoleError {
  const keys = tenants.map(({ key }) => key).toSorted();
  const shown = keys.slice(0, 5).join(', ');
  const more = keys.length > 5 ? ` and ${String(keys.length - 5)} more` : '';
  return new ConsoleError(
    'not-allowed-in-state',
    `This would leave ${shown}${more} without an owner.`,
    {
      remedy: 'Make somebody else an owner there first.',
      details: {
        tenants: tenants
          .map(({ tenant_id }) => tenant_id)
          .slice(0, 100)
          .join(','),
        keys: keys.slice(0, 100).join(','),
      },
    },
  );
}

function audit(
  { action, document, tenantId, details }: Told,
  snapshot: RegistrySnapshot,
  changed: ReadonlyMap<string, Tenant>,
  context: CommandContext,
): AuditDraft {
  const tenant = tenantId === null ? undefined : snapshot.tenants.get(tenantId);
  const mirror = tenantId === null ? undefined : changed.get(tenantId);
  return {
    type: 'audit_log',
    tenant_id: tenantId,
    action,
    actor: context.actor,
    resource_type: document.type,
    resource_id: document._id,
    outcome: 'ok',
    details: {
      ...details,
      ...(tenant === undefined ? {} : { tenant: tenant.key }),
      ...(mirror === undefined
        ? {}
        : { owner_email: { before: tenant?.owner_email ?? null, after: mirror.owner_email } }),
    },
    createdAt: context.now,
  };
}
