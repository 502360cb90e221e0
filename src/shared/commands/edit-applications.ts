import { canonicalJson } from '../canonical-json.ts';
import { applicationDocumentId, type Application } from '../documents/application.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import { serviceAddressProblem } from '../people/service-address.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command, CommandContext, CommandOutcome } from './command.ts';
import { requireState, requireTenant } from './require-tenant.ts';

/** What a person says of an application. */
export interface ApplicationFields {
  readonly name: string;
  /** `iss` of its tokens, compared to the letter. */
  readonly issuer: string;
  /** `aud` of its tokens; null: none is asked for. */
  readonly audience: string | null;
  /** Names of the blueprint's databases; null: all of the tenant's. */
  readonly databases: readonly string[] | null;
  readonly access: 'read' | 'write';
}

/** Only what is given is changed. */
type ApplicationChanges = {
  readonly [Field in keyof ApplicationFields]?: ApplicationFields[Field] | undefined;
} & { readonly enabled?: boolean | undefined };

type Fields = Pick<
  Application,
  'name' | 'issuer' | 'audience' | 'allowed_databases' | 'access' | 'enabled'
>;
interface Changed {
  readonly changed: boolean;
}
interface Ref {
  readonly tenantId: string;
  readonly appId: string;
}

/**
 * Adds an application whose sign-ins are exchanged for access to a tenant. Errors: `not-found`,
 * `not-allowed-in-state` (in the trash), `invalid-input`, `conflict` (its tokens are taken already).
 */
export function addApplication(
  input: ApplicationFields & Ref,
): Command<{ readonly appId: string }> {
  return (snapshot, context) => {
    const tenant = requireOpen(snapshot, input.tenantId);
    const fields = { ...readFields(input, tenant, snapshot), enabled: true };
    requireAlone(snapshot, tenant, fields, input.appId);
    const application: Application = {
      _id: applicationDocumentId(input.appId),
      type: 'application',
      app_id: input.appId,
      tenant_id: input.tenantId,
      ...fields,
      deletedAt: null,
      createdAt: context.now,
      createdBy: context.actor,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [application],
      audit: [audit('application_added', application, tenant, context, null, facts(fields))],
      result: { appId: input.appId },
    };
  };
}

/**
 * Changes an application, or turns it off and on. Only what is given is changed; no difference, no write.
 * Errors: as for adding one.
 */
export function editApplication(input: Ref & ApplicationChanges): Command<Changed> {
  return (snapshot, context) => {
    const tenant = requireOpen(snapshot, input.tenantId);
    const known = requireApplication(snapshot, input);
    if (known.deletedAt !== null) throw removed(known);
    const wanted = {
      name: input.name ?? known.name,
      issuer: input.issuer ?? known.issuer,
      audience: input.audience === undefined ? known.audience : input.audience,
      databases: input.databases === undefined ? known.allowed_databases : input.databases,
      access: input.access ?? known.access,
    };
    const fields = {
      ...readFields(wanted, tenant, snapshot),
      enabled: input.enabled ?? known.enabled,
    };
    const [before, after] = [facts(known), facts(fields)];
    if (canonicalJson(before) === canonicalJson(after)) return nothing;
    requireAlone(snapshot, tenant, fields, input.appId);
    return written('application_edited', { ...known, ...fields }, tenant, context, before, after);
  };
}

/** Removes an application; its tokens are exchanged no more. Removed already: no write. Error: `not-found`. */
export function removeApplication(input: Ref): Command<Changed> {
  return (snapshot, context) => {
    const known = requireApplication(snapshot, input);
    const tenant = requireTenant(snapshot, input.tenantId);
    if (known.deletedAt !== null) return nothing;
    const gone = { ...known, deletedAt: context.now };
    return written('application_removed', gone, tenant, context, facts(known), {
      deletedAt: context.now,
    });
  };
}

/** Takes a removal back. Errors: `not-found`, `not-allowed-in-state` (in the trash), `conflict`. */
export function restoreApplication(input: Ref): Command<Changed> {
  return (snapshot, context) => {
    const tenant = requireOpen(snapshot, input.tenantId);
    const known = requireApplication(snapshot, input);
    if (known.deletedAt === null) return nothing;
    requireAlone(snapshot, tenant, known, input.appId);
    const back = { ...known, deletedAt: null };
    return written(
      'application_restored',
      back,
      tenant,
      context,
      { deletedAt: known.deletedAt },
      facts(known),
    );
  };
}

const nothing: CommandOutcome<Changed> = { documents: [], audit: [], result: { changed: false } };

function written(
  action: string,
  application: Application,
  tenant: Tenant,
  context: CommandContext,
  before: Json,
  after: Json,
): CommandOutcome<Changed> {
  return {
    documents: [{ ...application, updatedAt: context.now, updatedBy: context.actor }],
    audit: [audit(action, application, tenant, context, before, after)],
    result: { changed: true },
  };
}

function audit(
  action: string,
  application: Application,
  tenant: Tenant,
  context: CommandContext,
  before: Json,
  after: Json,
): AuditDraft {
  return {
    type: 'audit_log',
    tenant_id: application.tenant_id,
    action,
    actor: context.actor,
    resource_type: 'application',
    resource_id: application._id,
    outcome: 'ok',
    details: { application: application.name, tenant: tenant.key, before, after },
    createdAt: context.now,
  };
}

function facts({ name, issuer, audience, allowed_databases, access, enabled }: Fields): Json {
  const databases = allowed_databases === null ? null : [...allowed_databases];
  return { name, issuer, audience, databases, access, enabled };
}

function requireOpen(snapshot: RegistrySnapshot, tenantId: string): Tenant {
  const tenant = requireTenant(snapshot, tenantId);
  requireState(tenant, ['active', 'suspended', 'archived'], 'given other applications');
  return tenant;
}

function requireApplication(snapshot: RegistrySnapshot, { tenantId, appId }: Ref): Application {
  const known = snapshot.applications.get(tenantId)?.find(({ app_id }) => app_id === appId);
  if (known !== undefined) return known;
  throw new ConsoleError('not-found', 'There is no such application in the registry.', {
    remedy: 'Look at the list of applications again.',
  });
}

function removed({ name }: Application): ConsoleError {
  return new ConsoleError('not-allowed-in-state', `The application ${name} was removed.`, {
    remedy: 'Add it anew.',
  });
}

/** Of one issuer and audience a tenant has one application, or nobody could say which counts. */
function requireAlone(
  snapshot: RegistrySnapshot,
  { tenant_id }: Tenant,
  wanted: Pick<Fields, 'issuer' | 'audience'>,
  appId: string,
): void {
  const other = (snapshot.applications.get(tenant_id) ?? []).find(
    (one) =>
      one.app_id !== appId &&
      one.deletedAt === null &&
      one.issuer === wanted.issuer &&
      one.audience === wanted.audience,
  );
  if (other === undefined) return;
  throw new ConsoleError(
    'conflict',
    `The application ${other.name} takes tokens of this issuer and audience already.`,
    { remedy: 'Edit that one, or give this one another audience.' },
  );
}

function readFields(
  input: ApplicationFields,
  tenant: Tenant,
  snapshot: RegistrySnapshot,
): Omit<Fields, 'enabled'> {
  const name = input.name.trim();
  const issuer = input.issuer.trim();
  const audience = input.audience?.trim() ?? '';
  if (name === '') throw new ConsoleError('invalid-input', 'An application needs a name.');
  if (name.length > 200) {
    throw new ConsoleError('invalid-input', 'A name has at most 200 characters.');
  }
  if (audience.length > 500) {
    throw new ConsoleError('invalid-input', 'An audience has at most 500 characters.');
  }
  if (/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(name + audience)) {
    throw new ConsoleError(
      'invalid-input',
      'Name and audience are one line of text each, without control characters.',
    );
  }
  const problem = serviceAddressProblem(issuer);
  if (problem !== null) {
    throw new ConsoleError('invalid-input', `The issuer cannot be used. ${problem}`, {
      remedy: 'Give the issuer as it stands in its tokens (“iss”).',
    });
  }
  const offered = snapshot.blueprints.get(tenant.blueprint)?.databases.map((one) => one.name) ?? [];
  const databases = input.databases === null ? null : [...new Set(input.databases)].toSorted();
  const unknown = databases?.find((one) => !offered.includes(one));
  if (unknown !== undefined) {
    throw new ConsoleError(
      'invalid-input',
      `The blueprint of ${tenant.key} has no database ${unknown.slice(0, 60)}.`,
      { remedy: `It has ${offered.join(', ')}.` },
    );
  }
  if (databases?.length === 0) {
    throw new ConsoleError('invalid-input', 'The application would reach no database.', {
      remedy: 'Choose one at least, or all.',
    });
  }
  return {
    name,
    issuer,
    audience: audience === '' ? null : audience,
    allowed_databases: databases,
    access: input.access,
  };
}
