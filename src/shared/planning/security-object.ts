import { z } from 'zod';

const principalsSchema = z.object({
  names: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
});

/** Our own key inside `_security`; CouchDB keeps extra keys and shows them to guards as `secObj`. */
export const securityMarkerSchema = z.object({
  tenant: z.string(),
  generation: z.number().int().min(1),
  state: z.enum(['active', 'suspended', 'archived', 'deleted']),
  readOnly: z.boolean(),
  /** Markers of older consoles have none. */
  overQuota: z.boolean().default(false),
  tenantFields: z.array(z.string()),
});

export type SecurityMarker = z.infer<typeof securityMarkerSchema>;

/** `_security` as we write it. */
export interface SecurityObject {
  readonly admins: { readonly names: readonly string[]; readonly roles: readonly string[] };
  readonly members: { readonly names: readonly string[]; readonly roles: readonly string[] };
  readonly mycouch?: SecurityMarker;
}

/** `_security` as a server answers it; a key in it that is not ours is kept in `others`. */
export interface ObservedSecurity extends SecurityObject {
  /** True where `mycouch` is present but not readable. */
  readonly markerBroken: boolean;
  /** Names of top-level keys other than admins, members and mycouch. */
  readonly otherKeys: readonly string[];
}

/** Made once: zod compiles a schema at its first use, and this one reads thousands of answers. */
const answerSchema = z.looseObject({
  admins: principalsSchema.default({ names: [], roles: [] }),
  members: principalsSchema.default({ names: [], roles: [] }),
});

/** Reads a server's answer. CouchDB leaves out lists that were never written, so everything has a default. */
export function parseSecurity(body: unknown): ObservedSecurity | null {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) return null;
  const { admins, members, ...rest } = parsed.data;
  const marker = securityMarkerSchema.safeParse(rest['mycouch']);
  return {
    admins,
    members,
    ...(marker.success ? { mycouch: marker.data } : {}),
    markerBroken: 'mycouch' in rest && !marker.success,
    otherKeys: Object.keys(rest).filter((key) => key !== 'mycouch'),
  };
}

/** True when anyone, signed in or not, may read the database (COUCHDB: empty members are public). */
export function isPublic(security: SecurityObject): boolean {
  return security.members.names.length === 0 && security.members.roles.length === 0;
}
