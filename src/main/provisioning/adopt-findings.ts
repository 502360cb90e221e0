import { z } from 'zod';
import { designDocuments } from '../../couch/design-documents.ts';
import type { CouchDocument } from '../../couch/get-document.ts';
import type { Requester } from '../../couch/transport.ts';
import type { AdoptDriftInput, AdoptedDatabase } from '../../shared/commands/adopt-drift.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { designDigest } from '../../shared/planning/digest.ts';
import type { DriftFinding } from '../../shared/planning/drift.ts';
import { addedPrincipals, type AddedPrincipals } from '../../shared/planning/security-drift.ts';
import type { ServerSpec } from '../../shared/planning/server-spec.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';

const bodySchema = z.record(z.string(), jsonSchema);

/** A look at the server with what was found in it. */
interface Looked {
  readonly findings: readonly DriftFinding[];
  readonly spec: ServerSpec;
  readonly state: ServerState;
}

/**
 * Turns findings into what the registry takes over, read from the server as it is now. Errors:
 * `plan-stale` (a finding is no longer there, or changed again), `invalid-input` (cannot be adopted).
 */
export async function adoption(
  transport: Requester,
  { findings, spec, state }: Looked,
  findingIds: readonly string[],
): Promise<AdoptDriftInput> {
  const security = new Map<string, AddedPrincipals>();
  const designs = new Map<string, Map<string, Readonly<Record<string, Json>> | null>>();
  const tenantOf = new Map<string, string>();
  for (const id of new Set(findingIds)) {
    const finding = findings.find((one) => one.id === id);
    if (finding === undefined) throw gone();
    if (!finding.adoptable || finding.tenantId === null) throw notAdoptable(finding);
    const slash = finding.subject.indexOf('/_design/');
    const database = slash === -1 ? finding.subject : finding.subject.slice(0, slash);
    tenantOf.set(database, finding.tenantId);
    const wanted = spec.tenants
      .flatMap(({ databases }) => databases)
      .find(({ name }) => name === database);
    const found = state.databases.get(database);
    if (wanted === undefined || found === undefined) throw gone();
    if (finding.kind === 'access-added') {
      security.set(database, addedPrincipals(wanted.security, found.security));
    } else if (finding.kind === 'design-changed' || finding.kind === 'design-removed') {
      const designId = finding.subject.slice(slash + 1);
      const digest = found.designs.find((one) => one.id === designId)?.digest ?? null;
      const body = await designBody(transport, database, designId);
      if ((body === null ? null : designDigest(body)) !== digest) throw gone();
      const known =
        designs.get(database) ?? new Map<string, Readonly<Record<string, Json>> | null>();
      designs.set(database, known.set(designId, body));
    } else {
      throw notAdoptable(finding);
    }
  }
  const generations = new Map(spec.tenants.map((tenant) => [tenant.tenantId, tenant.generation]));
  return {
    generations,
    databases: [...tenantOf].map(([database, tenantId]): AdoptedDatabase => ({
      tenantId,
      database,
      security: security.get(database) ?? null,
      designs: Object.fromEntries(designs.get(database) ?? []),
    })),
  };
}

async function designBody(
  transport: Requester,
  database: string,
  id: string,
): Promise<Readonly<Record<string, Json>> | null> {
  const documents = await designDocuments(transport, database);
  const found = documents?.find(({ _id }) => _id === id);
  return found === undefined ? null : bodySchema.parse(bodyOf(found));
}

function bodyOf(document: CouchDocument): object {
  return Object.fromEntries(
    Object.entries(document).filter(([key]) => key !== '_id' && key !== '_rev'),
  );
}

function gone(): ConsoleError<'plan-stale'> {
  return new ConsoleError('plan-stale', 'What is on the server is no longer what was found.', {
    remedy: 'Look at the findings again.',
  });
}

function notAdoptable({ subject, kind }: DriftFinding): ConsoleError<'invalid-input'> {
  return new ConsoleError('invalid-input', `What was found on ${subject} cannot be adopted.`, {
    remedy: 'Correct it with a plan instead.',
    details: { subject, kind },
  });
}
