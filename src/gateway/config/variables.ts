/** Variables of the environment; one that is empty counts as not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

interface Variable {
  readonly name: string;
  /** Place in the configuration. */
  readonly path: readonly string[];
  /** Undefined: it cannot be understood. */
  readonly read: (text: string) => unknown;
}

const text = (given: string): unknown => given;
const number = (given: string): unknown =>
  /^\d{1,12}(?:\.\d{1,6})?$/.test(given) ? Number(given) : undefined;
const list = (given: string): unknown =>
  given
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** `false`, how many proxies stand in front, or their addresses; never "whatever they say". */
function proxies(given: string): unknown {
  if (given === 'false') return false;
  if (given === 'true') return undefined;
  return /^\d+$/.test(given) ? Number(given) : list(given);
}

/** What the environment may set, beside the secrets. Lists of objects are for the file alone. */
export const variables: readonly Variable[] = [
  { name: 'GATEWAY_URL', path: ['url'], read: text },
  { name: 'GATEWAY_NAME', path: ['name'], read: text },
  { name: 'GATEWAY_HOST', path: ['host'], read: text },
  { name: 'GATEWAY_PORT', path: ['port'], read: number },
  { name: 'GATEWAY_DATA', path: ['dataDirectory'], read: text },
  { name: 'COUCHDB_URL', path: ['couchdb', 'url'], read: text },
  { name: 'COUCHDB_USER', path: ['couchdb', 'user'], read: text },
  { name: 'COUCHDB_CONNECTIONS', path: ['couchdb', 'connections'], read: number },
  { name: 'GATEWAY_TRUST_PROXY', path: ['trustProxy'], read: proxies },
  { name: 'GATEWAY_CORS_ORIGINS', path: ['corsOrigins'], read: list },
  { name: 'GATEWAY_TOKEN_SECONDS', path: ['tokens', 'lifeSeconds'], read: number },
  { name: 'GATEWAY_SIGN_IN_HOURS', path: ['tokens', 'signInHours'], read: number },
  { name: 'GATEWAY_ALGORITHM', path: ['tokens', 'algorithm'], read: text },
  { name: 'GATEWAY_ROTATE_DAYS', path: ['tokens', 'rotateDays'], read: number },
  { name: 'GATEWAY_REGISTRY_MAX_AGE', path: ['registryMaxAgeSeconds'], read: number },
  { name: 'GATEWAY_LOG_LEVEL', path: ['logLevel'], read: text },
];

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets a value at a place of an object, making what is missing on the way; the paths are ours. */
export function setAt(
  target: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  const before = target[first];
  const inner: Record<string, unknown> = isRecord(before) ? { ...before } : {};
  setAt(inner, rest, value);
  target[first] = inner;
}
