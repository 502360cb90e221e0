import { z } from 'zod';
import { accountDocumentId, accountSchema, type Account } from './account.ts';
import { apikeyDocumentId, apikeySchema, type ApiKey } from './apikey.ts';
import { applicationDocumentId, applicationSchema, type Application } from './application.ts';
import { auditSchema, type AuditEntry } from './audit.ts';
import { blueprintSchema, type Blueprint } from './blueprint.ts';
import { invitationDocumentId, invitationSchema, type Invitation } from './invitation.ts';
import { leaseDocumentId, leaseSchema, type Lease } from './lease.ts';
import { membershipDocumentId, membershipSchema, type Membership } from './membership.ts';
import { overrideDocumentId, overrideSchema, type Override } from './override.ts';
import { revocationDocumentId, revocationSchema, type Revocation } from './revocation.ts';
import { revokedTokenDocumentId, revokedTokenSchema, type RevokedToken } from './revoked-token.ts';
import { serverDocumentId, serverSchema, type Server } from './server.ts';
import { signingKeyDocumentId, signingKeySchema, type SigningKey } from './signing-key.ts';
import { tenantDocumentId, tenantSchema, type Tenant } from './tenant.ts';
import { usageDocumentId, usageSchema, type Usage } from './usage.ts';
import { userDocumentId, userSchema, type User } from './user.ts';

/** Every kind of document the registry knows. */
export type RegistryDocument =
  | Tenant
  | Account
  | Server
  | Blueprint
  | Override
  | ApiKey
  | Revocation
  | User
  | Membership
  | Invitation
  | Application
  | Usage
  | SigningKey
  | RevokedToken
  | Lease
  | AuditEntry;

/** The kinds that stand whole in the index in memory. */
export type IndexedDocument = Exclude<RegistryDocument, AuditEntry>;

/** Outcome of reading one registry document: a known one, one of a kind we do not know, or a broken one. */
export type ParsedDocument =
  | { readonly outcome: 'document'; readonly document: RegistryDocument }
  | { readonly outcome: 'unknown-kind'; readonly id: string }
  | { readonly outcome: 'broken'; readonly id: string; readonly reason: string };

const schemasByPrefix = [
  ['tenant_', tenantSchema],
  ['account_', accountSchema],
  ['server_', serverSchema],
  ['blueprint_', blueprintSchema],
  ['override_', overrideSchema],
  ['apikey_', apikeySchema],
  ['revocation_', revocationSchema],
  ['user_', userSchema],
  ['membership_', membershipSchema],
  ['invitation_', invitationSchema],
  ['app_', applicationSchema],
  ['usage_', usageSchema],
  ['signingkey_', signingKeySchema],
  ['revokedtoken_', revokedTokenSchema],
  [leaseDocumentId, leaseSchema],
  ['audit_', auditSchema],
] as const;

/**
 * Parses one document from the store or the wire. The id decides the kind; a document whose id claims a
 * kind and whose body does not fit is broken: shown to the operator, never used, never removed.
 */
export function parseRegistryDocument(id: string, body: unknown): ParsedDocument {
  const entry = schemasByPrefix.find(([prefix]) => id.startsWith(prefix));
  if (entry === undefined) return { outcome: 'unknown-kind', id };
  const parsed = entry[1].safeParse(body);
  if (!parsed.success) {
    return { outcome: 'broken', id, reason: describeBroken(parsed.error.issues[0]) };
  }
  if (parsed.data._id !== id)
    return { outcome: 'broken', id, reason: '_id: differs from the document id' };
  const idReason = idMismatch(parsed.data);
  if (idReason !== null) return { outcome: 'broken', id, reason: idReason };
  return { outcome: 'document', document: parsed.data };
}

/**
 * What the schemas ask of every kind, as text: the same in two consoles only where both read the same
 * documents alike.
 */
export function describeKinds(): string {
  return JSON.stringify(
    schemasByPrefix.map(([prefix, schema]) => [
      prefix,
      z.toJSONSchema(schema, { unrepresentable: 'any' }),
    ]),
  );
}

/** Which field is wrong and how, without what is in it. */
function describeBroken(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'It cannot be read.';
  const where = issue.path.length === 0 ? 'the document' : issue.path.map(String).join('.');
  const what = issue.message.replace(/^Invalid input: /, '');
  return what.endsWith('received undefined') ? `${where} is missing` : `${where}: ${what}`;
}

/** The id must follow from the content, else a document could pose as another one. */
function idMismatch(document: RegistryDocument): string | null {
  const { id, of } = identity(document);
  return id === null || id === document._id ? null : `_id: is not that of ${of}`;
}

/** The id that a document has by its fields, and the names of these; null where they do not say. */
function identity(document: RegistryDocument): { readonly id: string | null; readonly of: string } {
  switch (document.type) {
    case 'tenant':
      return { id: tenantDocumentId(document.tenant_id), of: 'tenant_id' };
    case 'account':
      return {
        id: accountDocumentId(document.tenant_id, document.name),
        of: 'tenant_id and name',
      };
    case 'server':
      return { id: serverDocumentId(document.couchdb_uuid), of: 'couchdb_uuid' };
    case 'blueprint':
      return { id: `blueprint_${document.name}`, of: 'name' };
    case 'override':
      return {
        id: overrideDocumentId(document.tenant_id, document.database),
        of: 'tenant_id and database',
      };
    case 'api_key':
      return { id: apikeyDocumentId(document.key_id), of: 'key_id' };
    case 'revocation':
      return { id: revocationDocumentId(document.key_id), of: 'key_id' };
    case 'user':
      return { id: userDocumentId(document.user_id), of: 'user_id' };
    case 'membership':
      return {
        id: membershipDocumentId(document.tenant_id, document.user_id),
        of: 'tenant_id and user_id',
      };
    case 'invitation':
      return { id: invitationDocumentId(document.invitation_id), of: 'invitation_id' };
    case 'application':
      return { id: applicationDocumentId(document.app_id), of: 'app_id' };
    case 'usage':
      return {
        id: usageDocumentId(document.key_id, document.gateway, document.day),
        of: 'key_id, gateway and day',
      };
    case 'signing_key':
      return { id: signingKeyDocumentId(document.kid), of: 'kid' };
    case 'revoked_token':
      return {
        id: revokedTokenDocumentId(document.jti, document.expiresAt),
        of: 'jti and expiresAt',
      };
    case 'lease':
    case 'audit_log':
      return { id: null, of: '' };
  }
}
