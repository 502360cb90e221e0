import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Signer } from '../../shared/log/chain-entry.ts';
import { chainIdOf } from '../../shared/log/entry-id.ts';
import { sha256 } from './sha256.ts';

const jwkSchema = z.object({ x: z.string(), d: z.string() });
/** Public keys read so far; a log has few and many entries of each. */
const publicKeys = new Map<string, KeyObject | null>();
const keptKeys = 1000;

/** A new key pair: the private half as text for the secret store, and the signer made of it. */
export function makeSigningKey(): { readonly secret: string; readonly signer: Signer } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x, d } = jwkSchema.parse(privateKey.export({ format: 'jwk' }));
  const secret = JSON.stringify({ x, d });
  return { secret, signer: signerOf(x, privateKey) };
}

/** The signer of a stored key; null where the text is none. */
export function readSigningKey(secret: string): Signer | null {
  try {
    const { x, d } = jwkSchema.parse(JSON.parse(secret));
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
    return signerOf(x, key);
  } catch {
    return null;
  }
}

/** Checks an Ed25519 signature (RFC 8032); key and signature in base64url. False for what is no key. */
export function verifySignature(key: string, text: string, signature: string): boolean {
  const publicKey = publicKeyOf(key);
  if (publicKey === null) return false;
  return verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64url'));
}

function publicKeyOf(key: string): KeyObject | null {
  const known = publicKeys.get(key);
  if (known !== undefined) return known;
  let made: KeyObject | null = null;
  try {
    made = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
  } catch {
    // Not a key: nothing it is said to have signed is right.
  }
  if (publicKeys.size >= keptKeys) publicKeys.clear();
  publicKeys.set(key, made);
  return made;
}

function signerOf(key: string, privateKey: KeyObject): Signer {
  return {
    deviceId: chainIdOf(key, sha256),
    key,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  };
}
