import type { DriftKind } from './drift.ts';
import { sameSet } from './same-security.ts';
import { isPublic, type ObservedSecurity, type SecurityObject } from './security-object.ts';

/** Names and roles that a database has beside what it should have. */
export interface AddedPrincipals {
  readonly admins: { readonly names: readonly string[]; readonly roles: readonly string[] };
  readonly members: { readonly names: readonly string[]; readonly roles: readonly string[] };
}

/** What was added to members and administrators. */
export function addedPrincipals(wanted: SecurityObject, found: SecurityObject): AddedPrincipals {
  const beyond = (ours: readonly string[], theirs: readonly string[]) =>
    [...new Set(theirs)].filter((one) => !ours.includes(one));
  return {
    admins: {
      names: beyond(wanted.admins.names, found.admins.names),
      roles: beyond(wanted.admins.roles, found.admins.roles),
    },
    members: {
      names: beyond(wanted.members.names, found.members.names),
      roles: beyond(wanted.members.roles, found.members.roles),
    },
  };
}

/**
 * Whether additions may become the registry's own. Roles of tenants (`t:…`) never: another tenant's would
 * join the two, one of an older epoch would undo a withdrawal. Neither CouchDB's own roles nor what
 * no user can have.
 */
export function mayAdopt({ admins, members }: AddedPrincipals): boolean {
  const names = [...admins.names, ...members.names];
  const roles = [...admins.roles, ...members.roles];
  return (
    names.length + roles.length > 0 &&
    [admins.names, admins.roles, members.names, members.roles].every((all) => all.length <= 100) &&
    [...names, ...roles].every((one) => one.trim() !== '' && one.length <= 300) &&
    roles.every((role) => !role.startsWith('t:') && !role.startsWith('_'))
  );
}

export const openWords = 'Anyone may read and write it, without signing in.';

/** One thing that is wrong with a `_security`. */
export interface SecurityFinding {
  readonly kind: Extract<
    DriftKind,
    'database-public' | 'access-added' | 'access-removed' | 'marker-changed'
  >;
  readonly detail: string;
  readonly adoptable: boolean;
}

/**
 * Names the differences between the `_security` a database should have and the one it has. Empty where
 * there are none. An open database is that and nothing else.
 */
export function securityFindings(
  wanted: SecurityObject,
  found: ObservedSecurity,
): readonly SecurityFinding[] {
  if (isPublic(found)) {
    return [{ kind: 'database-public', detail: openWords, adoptable: false }];
  }
  const findings: SecurityFinding[] = [];
  const added = addedPrincipals(wanted, found);
  const words = principalWords(added);
  if (words !== '') {
    const adoptable = mayAdopt(added);
    findings.push({ kind: 'access-added', detail: `Added: ${words}.`, adoptable });
  }
  const gone = principalWords(addedPrincipals(found, wanted));
  const lostMarker = wanted.mycouch !== undefined && found.mycouch === undefined;
  if (gone !== '' || (lostMarker && !found.markerBroken)) {
    const marker = lostMarker && !found.markerBroken ? 'The console’s marker is gone.' : '';
    const detail = [gone === '' ? '' : `Missing: ${gone}.`, marker].filter(Boolean).join(' ');
    findings.push({ kind: 'access-removed', detail, adoptable: false });
  }
  if (found.markerBroken) {
    const detail = 'The console’s marker cannot be read.';
    findings.push({ kind: 'marker-changed', detail, adoptable: false });
  } else if (!lostMarker) {
    const changed = changedMarkerFields(wanted, found);
    if (changed.length > 0) {
      const detail = `Changed in the console’s marker: ${changed.join(', ')}.`;
      findings.push({ kind: 'marker-changed', detail, adoptable: false });
    }
  }
  if (findings.length === 0 && !inSameOrder(wanted, found)) {
    const detail = 'The members’ roles are in another order; the guard reads the first one.';
    findings.push({ kind: 'access-removed', detail, adoptable: false });
  }
  return findings;
}

function principalWords({ admins, members }: AddedPrincipals): string {
  const part = (what: string, all: readonly string[]) =>
    all.length === 0 ? [] : [`${what} ${shortened(all)}`];
  return [
    ...part('member role', members.roles),
    ...part('member', members.names),
    ...part('administrator role', admins.roles),
    ...part('administrator', admins.names),
  ].join('; ');
}

function shortened(all: readonly string[]): string {
  const shown = all.slice(0, 5).map((one) => (one.length > 80 ? `${one.slice(0, 79)}…` : one));
  const more = all.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${String(more)} more` : shown.join(', ');
}

function changedMarkerFields(
  { mycouch: wanted }: SecurityObject,
  { mycouch: found }: SecurityObject,
): readonly string[] {
  if (wanted === undefined || found === undefined) return [];
  const fields = {
    tenant: wanted.tenant === found.tenant,
    generation: wanted.generation === found.generation,
    state: wanted.state === found.state,
    'read-only': wanted.readOnly === found.readOnly,
    'over quota': wanted.overQuota === found.overQuota,
    'tenant fields': sameSet(wanted.tenantFields, found.tenantFields),
  };
  return Object.entries(fields).flatMap(([name, same]) => (same ? [] : [name]));
}

function inSameOrder({ members: a }: SecurityObject, { members: b }: SecurityObject): boolean {
  return a.roles[0] === b.roles[0];
}
