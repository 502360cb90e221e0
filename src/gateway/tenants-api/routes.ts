import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { activateTenant } from '../../shared/commands/activate-tenant.ts';
import type { Command, CommandOutcome } from '../../shared/commands/command.ts';
import { createApiKey } from '../../shared/commands/create-apikey.ts';
import { createTenant } from '../../shared/commands/create-tenant.ts';
import { editTenant } from '../../shared/commands/edit-tenant.ts';
import { removeTenant } from '../../shared/commands/remove-tenant.ts';
import { suspendTenant } from '../../shared/commands/suspend-tenant.ts';
import { uuidSchema } from '../../shared/documents/common.ts';
import { tenantState, type Tenant } from '../../shared/documents/tenant.ts';
import { makeKey } from '../../shared/keys/make-key.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import { unknownCredentials } from '../people/credentials.ts';
import { sha256 } from '../registry/device-key.ts';
import type { ApiDescription } from '../routes/api-description.ts';
import type { GatewayServices } from '../services.ts';
import { takeJsonBodies } from '../virtual/json-bodies.ts';
import { readSent } from '../virtual/queries.ts';
import { createAdministrators } from './administrators.ts';
import {
  changeSchema,
  createdSchema,
  createSchema,
  listQuerySchema,
  listSchema,
  seenSchema,
  tenantView,
  tenantViewSchema,
} from './views.ts';

const refusals: readonly GatewayErrorCode[] = [
  'token_missing',
  'forbidden',
  'not_found',
  'conflict',
  'invalid_request',
  'too_many_requests',
  'registry_unavailable',
];

const api = (
  summary: string,
  answers: ApiDescription['answers'],
  more: Partial<ApiDescription> = {},
): { readonly config: { readonly api: ApiDescription } } => ({
  config: {
    api: { summary, tag: 'Administration of tenants', access: 'token', answers, refusals, ...more },
  },
});

/**
 * `/api/tenants`: what administrators of the platform do with tenants, for programs (G9). Everything goes
 * through the same commands as in a console, and into the same audit log.
 */
export function tenantsApi(app: FastifyInstance, services: GatewayServices): void {
  takeJsonBodies(app);
  const { registry, config, uuid } = services;
  const administrators = createAdministrators(services);
  const base = '/api/tenants';

  const tenantIn = (request: FastifyRequest): Tenant => {
    const { id } = readSent(z.object({ id: z.string() }), request.params);
    const parsed = uuidSchema.safeParse(id.replace(/^tenant_/, ''));
    const tenant = parsed.success ? registry.access.tenant(parsed.data) : null;
    if (tenant === null) throw new GatewayError('not_found');
    return tenant;
  };
  const shown = (tenantId: string) => {
    const tenant = registry.access.tenant(tenantId);
    if (tenant === null) throw new GatewayError('not_found');
    return tenantView(tenant);
  };

  app.get(
    base,
    api('Tenants, page by page, by key', { 200: listSchema }, { query: listQuerySchema }),
    async (request) => {
      await administrators.require(request);
      const { limit = 50, after, state, search } = readSent(listQuerySchema, request.query);
      return page(registry.snapshot(), { limit, after: after ?? '', state, search });
    },
  );

  app.post(
    base,
    api('Makes a tenant and an API key of it', { 201: createdSchema }, { body: createSchema }),
    async (request, reply) => {
      const actor = await administrators.require(request);
      const wanted = readSent(createSchema, request.body);
      const blueprint = registry.access.blueprint(wanted.blueprint ?? config.people.blueprint);
      if (blueprint === null) {
        throw new GatewayError('invalid_request', { reason: 'There is no such blueprint.' });
      }
      const tenantId = uuid();
      const { keyId, key } = makeKey(randomBytes);
      const { api_key: scopes = {} } = wanted;
      const credentials = await unknownCredentials(blueprint, { uuid, bytes: randomBytes });
      const tenant = createTenant({
        tenantId,
        key: wanted.key,
        name: wanted.name,
        description: wanted.description ?? '',
        ownerEmail: wanted.owner_email ?? null,
        blueprint: blueprint._id,
        credentials,
      });
      const apiKey = createApiKey({
        keyId,
        tenantId,
        name: scopes.name ?? 'First key',
        keyHash: sha256(key),
        scopes: { access: scopes.access ?? 'write', databases: scopes.databases ?? null },
        expiresAt: scopes.expiresAt ?? null,
      });
      await registry.execute(together(tenant, apiKey, tenantId), actor);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ tenant: shown(tenantId), api_key: { id: keyId, key } });
    },
  );

  app.get(`${base}/:id`, api('One tenant', { 200: tenantViewSchema }), async (request) => {
    await administrators.require(request);
    return tenantView(tenantIn(request));
  });

  const change = async (request: FastifyRequest) => {
    const actor = await administrators.require(request);
    const { tenant_id: tenantId } = tenantIn(request);
    const { owner_email: ownerEmail, ...wanted } = readSent(changeSchema, request.body);
    await registry.execute(editTenant({ tenantId, ownerEmail, ...wanted }), actor);
    return shown(tenantId);
  };
  const changeApi = api(
    'Changes what describes a tenant, and its configuration',
    { 200: tenantViewSchema },
    { body: changeSchema },
  );
  app.put(`${base}/:id`, changeApi, change);
  app.patch(`${base}/:id`, changeApi, change);

  for (const [name, summary, command] of [
    ['suspend', 'Withdraws all access to a tenant; deletes nothing', suspendTenant],
    ['activate', 'Gives a suspended tenant its access back', activateTenant],
  ] as const) {
    app.post(
      `${base}/:id/${name}`,
      api(summary, { 200: tenantViewSchema }, { body: seenSchema }),
      async (request) => {
        const actor = await administrators.require(request);
        const { tenant_id: tenantId } = tenantIn(request);
        const { seen } = readSent(seenSchema, request.body ?? {});
        await registry.execute(command({ tenantId, seen }), actor);
        return shown(tenantId);
      },
    );
  }

  app.delete(
    `${base}/:id`,
    api('Moves a tenant to the trash, from where a console restores it', { 200: tenantViewSchema }),
    async (request) => {
      const actor = await administrators.require(request);
      const { tenant_id: tenantId } = tenantIn(request);
      await registry.execute(removeTenant({ tenantId }), actor);
      return shown(tenantId);
    },
  );
}

/** A tenant and its first key in one command: both are made, or neither is. */
function together(
  first: Command<unknown>,
  second: Command<unknown>,
  tenantId: string,
): Command<null> {
  return (snapshot, context): CommandOutcome<null> => {
    const made = first(snapshot, context);
    const tenant = made.documents.find((document) => document.type === 'tenant');
    if (tenant?.type !== 'tenant') throw new Error('A tenant was to be made.');
    const tenants = new Map(snapshot.tenants).set(tenantId, tenant);
    const key = second({ ...snapshot, tenants }, context);
    return {
      documents: [...made.documents, ...key.documents],
      audit: [...made.audit, ...key.audit],
      result: null,
    };
  };
}

function page(
  snapshot: RegistrySnapshot,
  query: {
    readonly limit: number;
    readonly after: string;
    readonly state: string | undefined;
    readonly search: string | undefined;
  },
): z.output<typeof listSchema> {
  const wanted = query.search?.trim().toLowerCase() ?? '';
  // Two laptops may have given the same key; the id tells them apart.
  const placeOf = ({ key, tenant_id }: Tenant): string => `${key} ${tenant_id}`;
  const found = [...snapshot.tenants.values()].filter(
    (tenant) =>
      (query.state === undefined || tenantState(tenant) === query.state) &&
      (wanted === '' || tenant.key.includes(wanted) || tenant.name.toLowerCase().includes(wanted)),
  );
  const rest = found
    .filter((tenant) => placeOf(tenant) > query.after)
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const tenants = rest.slice(0, query.limit);
  const last = tenants.at(-1);
  return {
    tenants: tenants.map(tenantView),
    total: found.length,
    next: last === undefined || rest.length === tenants.length ? null : placeOf(last),
  };
}
