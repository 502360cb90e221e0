import type { SigningKey } from '../documents/signing-key.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { digestOfText } from './digest.ts';
import type { SigningKeySpec } from './server-spec.ts';

/** What the registry wants of the signing keys of all gateways, in the order of their names. */
export function signingKeySpecs(
  snapshot: Pick<RegistrySnapshot, 'signingKeys'>,
): readonly SigningKeySpec[] {
  return [...snapshot.signingKeys.values()]
    .map(({ kid, alg, gateway, state, public_key }) => ({
      name: `${sections[alg]}:${kid}`,
      value: configValue(public_key),
      gateway,
      state,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const sections: Readonly<Record<SigningKey['alg'], string>> = { ES256: 'ec', RS256: 'rsa' };

/** A digest that differs where these do; undefined where there are none. */
export function signingKeysWish(keys: readonly SigningKeySpec[]): string | undefined {
  if (keys.length === 0) return undefined;
  return digestOfText(JSON.stringify(keys.map(({ name, value, state }) => [name, value, state])));
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
