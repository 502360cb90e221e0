import type { z } from 'zod';
import { accountSchema, type Account } from './account.ts';
import { apikeyDocumentId, apikeySchema, type ApiKey } from './apikey.ts';
import { auditSchema, type AuditEntry } from './audit.ts';
import { blueprintSchema, type Blueprint } from './blueprint.ts';
import { leaseDocumentId, leaseSchema, type Lease } from './lease.ts';
import { overrideDocumentId, overrideSchema, type Override } from './override.ts';
import { revocationDocumentId, revocationSchema, type Revocation } from './revocation.ts';
import { serverSchema, type Server } from './server.ts';
import { tenantSchema, type Tenant } from './tenant.ts';

/** Every kind of document the registry knows. */
export type RegistryDocument =
  Tenant | Account | Server | Blueprint | Override | ApiKey | Revocation | Lease | AuditEntry;

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

/** Which field is wrong and how, without what is in it. */
function describeBroken(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'It cannot be read.';
  const where = issue.path.length === 0 ? 'the document' : issue.path.map(String).join('.');
  const what = issue.message.replace(/^Invalid input: /, '');
  return what.endsWith('received undefined') ? `${where} is missing` : `${where}: ${what}`;
}

/** The id must follow from the content, else a document could pose as another one. */
function idMismatch(document: RegistryDocument): string | null {
  switch (document.type) {
    case 'tenant':
      return document._id === `tenant_${document.tenant_id}`
        ? null
        : '_id: is not that of tenant_id';
    case 'account':
      return document._id === `account_${document.tenant_id}_${document.name}`
        ? null
        : '_id: is not that of tenant_id and name';
    case 'server':
      return document._id === `server_${document.couchdb_uuid}`
        ? null
        : '_id: is not that of couchdb_uuid';
    case 'blueprint':
      return document._id === `blueprint_${document.name}` ? null : '_id: is not that of name';
    case 'override':
      return document._id === overrideDocumentId(document.tenant_id, document.database)
        ? null
        : '_id: is not that of tenant_id and database';
    case 'api_key':
      return document._id === apikeyDocumentId(document.key_id)
        ? null
        : '_id: is not that of key_id';
    case 'revocation':
      return document._id === revocationDocumentId(document.key_id)
        ? null
        : '_id: is not that of key_id';
    case 'lease':
    case 'audit_log':
      return null;
  }
}
