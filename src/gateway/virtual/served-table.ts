import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../caller.ts';
import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import type { ApiDescription } from '../routes/api-description.ts';
import type { GatewayServices } from '../services.ts';
import type { Positions } from './positions.ts';
import { readSent } from './queries.ts';
import type { Person, VirtualDocument, VirtualTable } from './table.ts';

export const refusals: readonly GatewayErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_revoked',
  'access_withdrawn',
  'forbidden',
  'not_member',
  'not_found',
  'conflict',
  'immutable_field',
  'invalid_request',
  'too_many_requests',
  'registry_unavailable',
];

export const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });
export const writtenSchema = z.object({ ok: z.literal(true), id: z.string(), rev: z.string() });

/** What a route of a table is. */
export const api = (
  table: VirtualTable,
  summary: string,
  answers: ApiDescription['answers'],
  more: Partial<ApiDescription> = {},
): { readonly config: { readonly api: ApiDescription } } => ({
  config: {
    api: {
      summary,
      tag: table.name === '__users' ? 'Oneself' : 'Tenants of oneself',
      access: 'token',
      answers,
      refusals,
      ...more,
    },
  },
});

/** A table with what its routes need. */
export interface ServedTable {
  readonly services: GatewayServices;
  readonly table: VirtualTable;
  readonly positions: Positions;
  readonly base: string;
  /** Errors: those of `callers.of`; `forbidden` for anybody but people. */
  readonly personOf: (
    request: FastifyRequest,
  ) => Promise<{ readonly caller: Caller; readonly person: Person }>;
  /** The id inside of what the address names. */
  readonly idIn: (request: FastifyRequest, person: Person) => string;
  /** Errors: GatewayError `not_member`, `not_found`. */
  readonly visible: (person: Person, id: string) => VirtualDocument;
  readonly present: (person: Person) => readonly VirtualDocument[];
}

export function serveTable(
  services: GatewayServices,
  table: VirtualTable,
  positions: Positions,
): ServedTable {
  const { callers, registry } = services;

  const personOf = async (
    request: FastifyRequest,
  ): Promise<{ readonly caller: Caller; readonly person: Person }> => {
    const caller = await callers.of(request);
    const { kind, userId, subject, tenantId } = caller;
    if (kind !== 'person' || userId === null) {
      throw new GatewayError('forbidden', { reason: 'This is for people who have signed in.' });
    }
    return { caller, person: { userId, tenantId, subject: subject.slice(0, 200) } };
  };
  const idIn = (request: FastifyRequest, person: Person): string => {
    const { id } = readSent(z.object({ id: z.string().min(1).max(1000) }), request.params);
    if (id.startsWith('_')) throw new GatewayError('not_found');
    return table.idOf(person, id);
  };
  const visible = (person: Person, id: string): VirtualDocument => {
    const document = table.get(person, id);
    if (document !== null) return document;
    const exists = table.name === '__tenants' && registry.access.tenant(id.slice(7)) !== null;
    throw new GatewayError(exists || table.name === '__users' ? 'not_member' : 'not_found');
  };
  const present = (person: Person): readonly VirtualDocument[] =>
    table.all(person).filter(({ deleted }) => !deleted);

  return { services, table, positions, base: `/${table.name}`, personOf, idIn, visible, present };
}
