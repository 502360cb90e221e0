import { createCipheriv, createDecipheriv, createHash, scrypt } from 'node:crypto';
import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** scrypt with N=2^17, r=8 takes 128 MiB and about 0.4 s: once an unlocking, costly for who guesses. */
const scryptCost = 17;
const scryptBlock = 8;

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${String(bytes * 2)}}$`));

const kdfSchema = z.object({
  name: z.literal('scrypt'),
  /** Cost as the exponent of two; bounded both ways, so that a forged header is neither weak nor endless. */
  logN: z.number().int().min(scryptCost).max(20),
  r: z.literal(scryptBlock),
  p: z.literal(1),
  salt: hex(32),
});

const headerSchema = z.strictObject({
  format: z.literal('mycouch-vault'),
  version: z.literal(1),
  cipher: z.literal('aes-256-gcm'),
  /** Names the sealing key in the keychain; new with every vault. */
  keyId: z.uuid(),
  /** Null: the sealing key is in the keychain. */
  kdf: kdfSchema.nullable(),
  /** Tells a wrong passphrase from a damaged file: a hash of the key, of no use without it. */
  keyCheck: hex(32),
});

export type VaultHeader = z.infer<typeof headerSchema>;

/** A sealed file: its header in clear, authenticated with the rest, and the sealed content. */
export interface SealedVault {
  readonly header: VaultHeader;
  readonly headerText: string;
  readonly sealed: Buffer;
}

/** How a passphrase becomes a key, with a new salt. */
export function newKdf(random: (bytes: number) => Buffer): NonNullable<VaultHeader['kdf']> {
  const salt = random(32).toString('hex');
  return { name: 'scrypt', logN: scryptCost, r: scryptBlock, p: 1, salt };
}

/** The header of a new vault. */
export function newHeader(keyId: string, kdf: VaultHeader['kdf'], key: Buffer): VaultHeader {
  return {
    format: 'mycouch-vault',
    version: 1,
    cipher: 'aes-256-gcm',
    keyId,
    kdf,
    keyCheck: keyCheck(key),
  };
}

/** Derives the sealing key from a passphrase; about 0.4 s, off the event loop. */
export async function passphraseKey(
  passphrase: string,
  kdf: NonNullable<VaultHeader['kdf']>,
): Promise<Buffer> {
  const N = 2 ** kdf.logN;
  const options = { N, r: kdf.r, p: kdf.p, maxmem: 256 * N * kdf.r };
  return await new Promise((resolve, reject) => {
    scrypt(
      passphrase.normalize('NFC'),
      Buffer.from(kdf.salt, 'hex'),
      keyBytes,
      options,
      (error, key) => {
        if (error === null) resolve(key);
        else reject(new ConsoleError('internal', 'The passphrase could not be turned into a key.'));
      },
    );
  });
}

/** Whether this key is the one the vault was sealed with. */
export function isKeyOf(header: VaultHeader, key: Buffer): boolean {
  return key.length === keyBytes && keyCheck(key) === header.keyCheck;
}

/**
 * The file: the header as a line of JSON, the sealed content as a line of base64, and a line with the
 * SHA-256 of both, by which an accident is told from a wrong key. Every sealing takes a new nonce.
 */
export function sealVault(
  header: VaultHeader,
  key: Buffer,
  content: string,
  random: (bytes: number) => Buffer,
): string {
  const headerText = JSON.stringify(header);
  const nonce = random(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(headerText));
  const sealed = Buffer.concat([
    nonce,
    cipher.update(content, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const body = `${headerText}\n${sealed.toString('base64')}\n`;
  return `${body}${fileHash(body)}\n`;
}

/** Reads a file's parts. Error: `vault-damaged`. */
export function parseVault(text: string): SealedVault {
  const [headerText, sealedText, hash, end, ...rest] = text.split('\n');
  if (
    headerText === undefined ||
    sealedText === undefined ||
    hash !== fileHash(`${headerText}\n${sealedText}\n`) ||
    end !== '' ||
    rest.length > 0
  ) {
    throw vaultDamaged();
  }
  const header = headerSchema.safeParse(jsonOrNull(headerText));
  const sealed = Buffer.from(sealedText, 'base64');
  if (!header.success || sealed.length < nonceBytes + tagBytes) throw vaultDamaged();
  return { header: header.data, headerText, sealed };
}

/** Opens a vault with its key. Errors: `vault-passphrase-wrong` (another key), `vault-damaged`. */
export function openSealed(vault: SealedVault, key: Buffer): string {
  if (!isKeyOf(vault.header, key)) {
    throw new ConsoleError('vault-passphrase-wrong', 'This is not the passphrase of the vault.', {
      remedy: 'Try again; look at the keyboard layout and the shift lock.',
    });
  }
  const { sealed } = vault;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes))
      .setAAD(Buffer.from(vault.headerText))
      .setAuthTag(sealed.subarray(sealed.length - tagBytes));
    const content = sealed.subarray(nonceBytes, sealed.length - tagBytes);
    return decipher.update(content, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw vaultDamaged();
  }
}

export function vaultDamaged(): ConsoleError {
  return new ConsoleError('vault-damaged', 'The vault file is damaged.', {
    remedy:
      'Restore vault.sealed from a backup, or move it away and give the accounts new passwords.',
  });
}

function keyCheck(key: Buffer): string {
  return createHash('sha256').update('mycouch-vault-key-check\0').update(key).digest('hex');
}

function fileHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
