import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import type { Signer } from '../../shared/log/chain-entry.ts';
import { chainIdOf } from '../../shared/log/entry-id.ts';

/** The parts of an Ed25519 key as RFC 8037 names them; `d` is the private one. */
const jwkSchema = z.object({ x: z.string(), d: z.string() });

export const deviceSecretSchema = jwkSchema;
export type DeviceSecret = z.infer<typeof jwkSchema>;

/** A new key that a device signs its entries of the audit log with. */
export function makeDeviceKey(): { readonly secret: DeviceSecret; readonly signer: Signer } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x, d } = jwkSchema.parse(privateKey.export({ format: 'jwk' }));
  return { secret: { x, d }, signer: signerOf(x, privateKey) };
}

/** The signer of a key that was kept; null where it is none. */
export function readDeviceKey({ x, d }: DeviceSecret): Signer | null {
  try {
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
    return signerOf(x, key);
  } catch {
    return null;
  }
}

/** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function signerOf(key: string, privateKey: KeyObject): Signer {
  return {
    deviceId: chainIdOf(key, sha256),
    key,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  };
}
