import type { SecurityMarker, SecurityObject } from './security-object.ts';

/**
 * True where members, administrators and our marker agree. Keys of others in `_security` have no effect in
 * CouchDB; they alone are no difference, and are dropped (shown in the plan's `before`) when something
 * else makes a write necessary.
 */
export function sameSecurity(a: SecurityObject, b: SecurityObject): boolean {
  return (
    sameSet(a.admins.names, b.admins.names) &&
    sameSet(a.admins.roles, b.admins.roles) &&
    sameSet(a.members.names, b.members.names) &&
    // The guard reads the first role, so their order counts.
    sameList(a.members.roles, b.members.roles) &&
    sameMarker(a.mycouch, b.mycouch)
  );
}

/** True where both hold the same values, in whatever order and number. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const inA = new Set(a);
  const inB = new Set(b);
  return inA.size === inB.size && a.every((value) => inB.has(value));
}

function sameMarker(a: SecurityMarker | undefined, b: SecurityMarker | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.tenant === b.tenant &&
    a.generation === b.generation &&
    a.state === b.state &&
    a.readOnly === b.readOnly &&
    a.overQuota === b.overQuota &&
    sameList(a.tenantFields, b.tenantFields)
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
