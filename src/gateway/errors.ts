/**
 * The closed list of what the gateway refuses and how it says so. `error` is CouchDB's own word wherever it
 * has one, since replicators act on status and `error`; `code` is ours, stable, and for programs.
 */
const kinds = {
  invalid_request: [400, 'bad_request', 'The request cannot be read.'],
  immutable_field: [400, 'immutable_field', 'This field cannot be changed.'],
  application_ambiguous: [
    400,
    'bad_request',
    'Several applications take tokens of this issuer and audience; name one as "application".',
  ],
  token_missing: [
    401,
    'unauthorized',
    'Send a token of this gateway as "Authorization: Bearer …".',
  ],
  token_invalid: [401, 'unauthorized', 'This is no token of this gateway.'],
  token_expired: [401, 'unauthorized', 'The token has expired; get a new one at POST /auth/token.'],
  token_revoked: [401, 'unauthorized', 'The token was revoked; get a new one at POST /auth/token.'],
  access_withdrawn: [
    401,
    'unauthorized',
    'What this token was made for was withdrawn or changed; get a new one at POST /auth/token.',
  ],
  sign_in_over: [
    401,
    'unauthorized',
    'The sign-in is too long ago to be refreshed; sign in anew and use POST /auth/token.',
  ],
  credential_missing: [
    401,
    'unauthorized',
    'Send an API key as "api_key", or a token of a trusted issuer as "token".',
  ],
  key_malformed: [401, 'unauthorized', 'This is no whole API key; it was changed on its way.'],
  key_refused: [401, 'unauthorized', 'This API key is not known, or is of no use any more.'],
  issuer_unknown: [401, 'unauthorized', 'Nobody trusts the issuer of this token here.'],
  issuer_token_refused: [401, 'unauthorized', 'The token of this issuer is not accepted.'],
  missing_tenant_id: [
    401,
    'missing_tenant_id',
    'There is no active tenant yet; ask for a token again.',
  ],
  forbidden: [403, 'forbidden', 'This is not allowed.'],
  not_member: [403, 'forbidden', 'not_member'],
  self_delete_not_allowed: [403, 'self_delete_not_allowed', 'Nobody deletes themselves here.'],
  cannot_delete_active_tenant: [
    403,
    'cannot_delete_active_tenant',
    'The active tenant cannot be deleted; switch to another one first.',
  ],
  tenant_inactive: [403, 'forbidden', 'The tenant is suspended, archived or deleted.'],
  person_removed: [403, 'forbidden', 'This person was removed.'],
  scope_exceeded: [403, 'forbidden', 'More was asked for than may be given.'],
  not_found: [404, 'not_found', 'missing'],
  method_not_allowed: [405, 'method_not_allowed', 'This method is not allowed here.'],
  conflict: [409, 'conflict', 'Document update conflict.'],
  too_large: [413, 'too_large', 'the request entity is too large'],
  uri_too_long: [414, 'bad_request', 'The address is too long.'],
  bad_content_type: [415, 'bad_content_type', 'Content-Type must be application/json'],
  too_many_requests: [429, 'too_many_requests', 'Too many requests; wait a little.'],
  headers_too_large: [431, 'bad_request', 'The headers are too large.'],
  internal: [500, 'internal_server_error', 'Something went wrong inside the gateway.'],
  upstream_failed: [502, 'bad_gateway', 'CouchDB broke the connection off or answered nonsense.'],
  upstream_unreachable: [503, 'service_unavailable', 'CouchDB cannot be reached.'],
  registry_unavailable: [
    503,
    'service_unavailable',
    'The registry was not read yet, or too long ago; who may do what is not known.',
  ],
  shared_database_open: [
    503,
    'service_unavailable',
    'The shared database is open to others than the gateway; it is not served.',
  ],
  no_signing_key: [
    503,
    'service_unavailable',
    'No signing key of this gateway is in use at CouchDB yet; see GET /health.',
  ],
  upstream_timeout: [504, 'gateway_timeout', 'CouchDB did not answer in time.'],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;

export type GatewayErrorCode = keyof typeof kinds;

/** The codes, for descriptions of the interface. */
export const gatewayErrorCodes: readonly string[] = Object.keys(kinds);

/** What goes out in the body of a refusal; never a secret, never what was sent. */
export type RefusalBody = Readonly<Record<string, string | boolean | number>> & {
  readonly error: string;
};

interface RefusalOptions {
  /** In place of the general sentence. */
  readonly reason?: string;
  /** Further fields of the body, where a format asks for them: `{field: "sub"}`. */
  readonly fields?: Readonly<Record<string, string | boolean | number>>;
  /** Further headers, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request that is refused. */
export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  readonly status: number;
  readonly body: RefusalBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: GatewayErrorCode, options: RefusalOptions = {}) {
    const [status, error, reason] = kinds[code];
    super(
      options.reason ?? reason,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'GatewayError';
    this.code = code;
    this.status = status;
    this.body = { error, code, reason: options.reason ?? reason, ...options.fields };
    this.headers = {
      ...(status === 401 ? { 'www-authenticate': challenge(code) } : {}),
      ...options.headers,
    };
  }
}

/** RFC 6750: `error` only where a token was presented. */
function challenge(code: GatewayErrorCode): string {
  return code === 'token_missing' || code === 'credential_missing'
    ? 'Bearer realm="mycouch"'
    : 'Bearer realm="mycouch", error="invalid_token"';
}
