import type { SigningKey } from '../documents/signing-key.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { digestOfText } from './digest.ts';
import type { ServerSpec, SigningKeySpec } from './server-spec.ts';

/** What the registry wants of the signing keys of all gateways, in the order of their names. */
export function signingKeySpecs(
  snapshot: Pick<RegistrySnapshot, 'signingKeys'>,
): readonly SigningKeySpec[] {
  return [...snapshot.signingKeys.values()]
    .map((key) => ({
      name: signingKeyName(key),
      value: configValue(key.public_key),
      gateway: key.gateway,
      state: key.state,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What a key is called in `[jwt_keys]`. */
export function signingKeyName({ alg, kid }: Pick<SigningKey, 'alg' | 'kid'>): string {
  return `${sections[alg]}:${kid}`;
}

const sections: Readonly<Record<SigningKey['alg'], string>> = { ES256: 'ec', RS256: 'rsa' };

/** A digest that differs where what is wanted of tokens does; undefined where nothing is. */
export function tokensWish({
  signingKeys,
  jwtHandler,
}: Pick<ServerSpec, 'signingKeys' | 'jwtHandler'>): string | undefined {
  if (!concernsTokens({ signingKeys, jwtHandler })) return undefined;
  const keys = signingKeys.map(({ name, value, state }) => [name, value, state]);
  return digestOfText(JSON.stringify(jwtHandler === undefined ? keys : [...keys, jwtHandler]));
}

/** Whether the configuration of the nodes has to be looked at. */
export function concernsTokens({
  signingKeys,
  jwtHandler,
}: {
  readonly signingKeys: ServerSpec['signingKeys'];
  readonly jwtHandler?: ServerSpec['jwtHandler'] | undefined;
}): boolean {
  return signingKeys.length > 0 || jwtHandler !== undefined;
}

/** CouchDB wants a literal `\n` for each newline of a PEM; a real one is refused. */
function configValue(pem: string): string {
  return pem.trim().replaceAll('\n', '\\n');
}

/** Whether two values of `[jwt_keys]` are one public key, however its lines are broken. */
export function samePublicKey(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

/** Whether a value is the public half of a pair; anything else may be a secret. */
export function isPublicKey(value: string): boolean {
  return /^-----BEGIN (RSA )?PUBLIC KEY-----[^-]+-----END (RSA )?PUBLIC KEY-----$/u.test(
    value.replaceAll('\\n', '').trim(),
  );
}

function bare(value: string): string {
  return value.replaceAll('\\n', '').replaceAll(/\s/gu, '');
}
