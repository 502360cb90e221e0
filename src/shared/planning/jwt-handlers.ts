const jwt = 'jwt_authentication_handler';
/** What CouchDB itself comes with. A name that no module has would make every request of the node fail. */
const known: ReadonlySet<string> = new Set([
  'cookie_authentication_handler',
  jwt,
  'proxy_authentication_handler',
  'default_authentication_handler',
]);
/** What is active where nothing is set. */
const usual = ['cookie_authentication_handler', 'default_authentication_handler'];

/**
 * `[chttpd] authentication_handlers` with the handler of tokens in it, first, so that a token
 * beats a cookie beside it; the same text where it is in it already. Null where the value holds anything else than what
 * CouchDB comes with: nobody can tell whether that works, and it is left to whoever wrote it.
 */
export function withJwtHandler(value: string | null): string | null {
  const names = value === null ? usual : handlerNames(value);
  if (!names?.every((name) => known.has(name))) return null;
  if (value !== null && names.includes(jwt)) return value;
  return [jwt, ...names].map((name) => `{chttpd_auth, ${name}}`).join(', ');
}

/**
 * The same list without the handler of tokens; null, so no setting at all, where that leaves what CouchDB does
 * by itself, or nothing to let anybody in with. Undefined where the value holds anything else than what CouchDB
 * comes with: it is left to whoever wrote it.
 */
export function withoutJwtHandler(value: string | null): string | null | undefined {
  const names = value === null ? usual : handlerNames(value);
  if (!names?.every((name) => known.has(name))) return undefined;
  if (!names.includes(jwt)) return value;
  const rest = names.filter((name) => name !== jwt);
  const asUsual = rest.length === 0 || rest.join() === usual.join();
  return asUsual ? null : rest.map((name) => `{chttpd_auth, ${name}}`).join(', ');
}

/** Whether tokens are looked at once the value is active. */
export function hasJwtHandler(value: string | null): boolean {
  return value !== null && handlerNames(value)?.includes(jwt) === true;
}

/** Names of the functions, all of `chttpd_auth`; null where the text is anything else. */
export function handlerNames(value: string): readonly string[] | null {
  const part = /\{\s*chttpd_auth\s*,\s*([a-z_]+)\s*\}/gu;
  const names = [...value.matchAll(part)].map(([, name = '']) => name);
  const rest = value.replaceAll(part, '').replaceAll(/[\s,]/gu, '');
  return rest === '' && names.length > 0 ? names : null;
}
