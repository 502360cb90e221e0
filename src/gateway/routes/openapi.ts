import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GatewayError, gatewayErrorCodes, type GatewayErrorCode } from '../errors.ts';
import type { DescribedRoute } from './api-description.ts';

const refusalSchema = z.object({
  error: z.string().describe('CouchDB’s word for it, where it has one'),
  code: z.enum(gatewayErrorCodes).describe('what a program goes by'),
  reason: z.string().describe('for people'),
});

const documentSchema = z.looseObject({ openapi: z.string(), paths: z.looseObject({}) });

/** OpenAPI 3.1 of the routes, from the same schemas that read the requests. */
function openApiDocument(
  routes: readonly DescribedRoute[],
  about: { readonly url: string; readonly version: string },
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { methods, path, api } of routes) {
    const at = path.replaceAll(/:([A-Za-z]+)/g, '{$1}').replace(/\*$/, '{rest}');
    const named = [...at.matchAll(/\{([A-Za-z]+)\}/g)].flatMap(([, name]) => name ?? []);
    const operations = (paths[at] ??= {});
    for (const method of methods) {
      // OpenAPI 3.1 knows no COPY; it stands beside the others as an extension.
      const key = method === 'COPY' ? 'x-copy' : method.toLowerCase();
      operations[key] = {
        summary: api.summary,
        ...(api.description === undefined ? {} : { description: api.description }),
        tags: [api.tag],
        security: api.access === 'token' ? [{ token: [] }] : [],
        parameters: [
          ...named.map((name) => ({
            name,
            in: 'path',
            required: true,
            schema: { type: 'string' },
          })),
          ...(api.query === undefined ? [] : queryParameters(api.query)),
        ],
        ...(api.body === undefined || method === 'GET' || method === 'DELETE'
          ? {}
          : { requestBody: { content: { 'application/json': { schema: jsonSchema(api.body) } } } }),
        responses: responses(api.answers, api.refusals ?? []),
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'MyCouch gateway', version: about.version },
    servers: [{ url: about.url }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Refusal: jsonSchema(refusalSchema) },
    },
  };
}

/** `GET /openapi.json`. The document is made once, when every route is there. */
export function addOpenApi(
  app: FastifyInstance,
  routes: readonly DescribedRoute[],
  about: { readonly url: string; readonly version: string },
): void {
  let text: string | null = null;
  app.get(
    '/openapi.json',
    {
      config: {
        api: {
          summary: 'This document',
          tag: 'Gateway',
          access: 'open',
          answers: { 200: documentSchema },
        },
      },
    },
    async (_request, reply) => {
      text ??= JSON.stringify(openApiDocument(routes, about));
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('cache-control', 'public, max-age=300')
        .send(text);
    },
  );
}

function responses(
  answers: Readonly<Record<number, z.ZodType | null>>,
  refusals: readonly GatewayErrorCode[],
): Record<string, unknown> {
  const byStatus: Record<string, unknown> = {};
  for (const [status, schema] of Object.entries(answers)) {
    byStatus[status] = {
      description: 'Done',
      ...(schema === null
        ? {}
        : { content: { 'application/json': { schema: jsonSchema(schema) } } }),
    };
  }
  const codes = new Map<number, string[]>();
  for (const code of refusals) {
    const { status } = new GatewayError(code);
    codes.set(status, [...(codes.get(status) ?? []), code]);
  }
  for (const [status, list] of codes) {
    byStatus[String(status)] = {
      description: list.join(', '),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
    };
  }
  return byStatus;
}

function queryParameters(query: z.ZodObject): readonly unknown[] {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: schema instanceof z.ZodType ? jsonSchema(schema) : {},
  }));
}

function jsonSchema(schema: z.ZodType): unknown {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  // The dialect is the document's own.
  return Object.fromEntries(Object.entries(made).filter(([name]) => name !== '$schema'));
}
