import { z } from 'zod';
import { gatewayNameSchema } from '../../shared/documents/signing-key.ts';
import { longestTokenLife } from '../../shared/keys/token-life.ts';
import { isDatabaseName, logDatabase, registryDatabase } from '../../shared/naming.ts';
import { serviceAddressProblem } from '../../shared/people/service-address.ts';

/** An address of a service, by the rules for all of ours: https, or http on this machine. */
const serviceAddress = z
  .string()
  .transform((text) => text.trim().replace(/\/+$/u, ''))
  .superRefine((text, context) => {
    const problem = serviceAddressProblem(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

/** Compared to the letter with `iss`, so nothing of it is trimmed: some issuers end with a slash. */
const issuerAddress = z.string().superRefine((text, context) => {
  const problem = serviceAddressProblem(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const issuerSchema = z.strictObject({
  /** What people call it; goes into logs. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'A name has small letters, figures and hyphens.'),
  issuer: issuerAddress,
  /** `aud` that its tokens must carry; one of several. */
  audience: z.union([
    z.string().min(1).max(500),
    z.array(z.string().min(1).max(500)).min(1).max(20),
  ]),
  /** Where its keys are; without it they are found by discovery. */
  jwksUrl: serviceAddress.optional(),
  /** Stands before each subject in the ids of people; only one issuer may go without. */
  userPrefix: z
    .string()
    .regex(/^[a-z0-9-]{0,30}$/, 'A prefix has small letters, figures and hyphens.')
    .default(''),
  /** What in its tokens makes somebody an administrator of the platform: a claim and the value it has. */
  administrators: z
    .strictObject({ claim: z.string().min(1).max(200), value: z.string().min(1).max(500) })
    .optional(),
});

/** Somebody, or a program, that administers the platform by a token of its own. */
const administratorSchema = z.strictObject({
  /** Goes into the audit log. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'A name has small letters, figures and hyphens.'),
  /** SHA-256 of the token; the token itself is in no configuration. */
  tokenHash: z.string().regex(/^[0-9a-f]{64}$/, 'This is no SHA-256 in lower-case hexadecimal.'),
});

const sharedDatabaseSchema = z.strictObject({
  name: z
    .string()
    .refine(isDatabaseName, 'This is no name of a database.')
    .refine(
      (name) => name !== registryDatabase && name !== logDatabase,
      'The registry and its log are never served to tenants.',
    ),
  /** The field that has the tenant's id in every document. */
  tenantField: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,60}$/, 'A field’s name begins with a letter.')
    .refine((name) => name !== '__proto__', 'This name cannot be used.')
    .default('tenant_id'),
  /** Views whose keys begin with the tenant's id: `design/view`. */
  views: z
    .array(z.string().regex(/^[^/\s]{1,100}\/[^/\s]{1,100}$/, 'A view is named as design/view.'))
    .max(200)
    .default([]),
});

/** So many a minute on the average, and at most so many at once; 0 a minute: without a limit. */
const rate = (perMinute: number, burst: number) =>
  z
    .strictObject({
      perMinute: z.number().int().min(0).max(100_000_000).default(perMinute),
      burst: z.number().int().min(1).max(10_000_000).default(burst),
    })
    .prefault({});

export type Rate = z.output<ReturnType<typeof rate>>;

const mebibyte = 1_048_576;

/** Everything that can be configured but secrets, as the file has it. */
export const configurationSchema = z.strictObject({
  /** Where applications reach the gateways, all of them behind one address; `iss` of the tokens. */
  url: serviceAddress,
  /** Of this one gateway; without it one is made and kept in the data folder. */
  name: gatewayNameSchema.optional(),
  host: z.string().min(1).max(255).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(5985),
  dataDirectory: z.string().min(1).default('./gateway-data'),
  couchdb: z.strictObject({
    url: z.string().min(1),
    user: z.string().min(1).max(200),
    /** Connections at once. */
    connections: z.number().int().min(1).max(4096).default(128),
  }),
  /**
   * Whether `X-Forwarded-For` is believed: never; of so many proxies in a row; of proxies with these addresses.
   */
  trustProxy: z
    .union([z.literal(false), z.number().int().min(1).max(10), z.array(z.string().min(1)).min(1)])
    .default(false),
  /** Origins of pages that may call; `*` stands for any. */
  corsOrigins: z
    .array(
      z
        .string()
        .refine(
          (text) => text === '*' || (URL.canParse(text) && new URL(text).origin === text),
          'An origin is like https://app.example.org: no path, no slash at its end.',
        ),
    )
    .max(200)
    .default([]),
  tokens: z
    .strictObject({
      lifeSeconds: z
        .number()
        .int()
        .min(60)
        .max(longestTokenLife / 1000)
        .default(longestTokenLife / 1000),
      /** So long after signing in elsewhere a token is refreshed; API keys have no such end. */
      signInHours: z.number().min(1).max(8760).default(24),
      algorithm: z.enum(['ES256', 'RS256']).default('ES256'),
      rotateDays: z.number().min(0.01).max(3650).default(90),
      /** How long CouchDB must have taken a new key before it replaces one that works. */
      settleSeconds: z.number().min(0).max(86_400).default(30),
    })
    .prefault({}),
  /** Older than this the registry in memory is no ground to let anybody in. */
  registryMaxAgeSeconds: z.number().int().min(10).max(86_400).default(300),
  limits: z
    .strictObject({
      /** Of requests that the gateway reads itself; what is passed through streams. */
      bodyBytes: z
        .number()
        .int()
        .min(1024)
        .max(64 * mebibyte)
        .default(mebibyte),
      /** Of one request that is passed through; CouchDB has limits of its own. */
      passThroughBytes: z
        .number()
        .int()
        .min(mebibyte)
        .max(4096 * mebibyte)
        .default(64 * mebibyte),
      headerBytes: z.number().int().min(4096).max(262_144).default(16_384),
      /** Everything from one address. */
      address: rate(60_000, 6_000),
      /** Everything by one API key, person or application. */
      caller: rate(60_000, 6_000),
      /** Exchanges, refreshes and revocations from one address. */
      signIn: rate(600, 120),
      /** Refused credentials from one address. */
      refused: rate(60, 30),
    })
    .prefault({}),
  issuers: z.array(issuerSchema).max(50).default([]),
  /** Who may use `/api/tenants`, beside those whom an issuer's claim names. */
  administrators: z.array(administratorSchema).max(50).default([]),
  people: z
    .strictObject({
      /** Of the tenants that people make for themselves. */
      blueprint: z
        .string()
        .regex(/^blueprint_[a-z][a-z0-9-]{0,40}$/, 'A blueprint is named as blueprint_shop.')
        .default('blueprint_shop'),
      /** Whether somebody who belongs to no tenant gets one of their own when they sign in. */
      personalTenants: z.boolean().default(true),
      /** How many tenants one person may own and still make another. */
      ownedTenants: z.number().int().min(0).max(10_000).default(20),
      /** Who may accept an invitation: whoever has the invited address, or whoever has the link. */
      invitations: z.enum(['address', 'link']).default('address'),
    })
    .prefault({}),
  sharedDatabases: z.array(sharedDatabaseSchema).max(100).default([]),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export type PlatformIssuer = z.output<typeof issuerSchema>;
export type SharedDatabase = z.output<typeof sharedDatabaseSchema>;
export type Limits = z.output<typeof configurationSchema>['limits'];
