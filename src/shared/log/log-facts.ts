import { z } from 'zod';
import {
  chainedEntrySchema,
  type ChainedEntry,
  type CitedHead,
  type Sha256,
} from '../documents/audit.ts';
import { cutAction, readCut, type CutChain } from './cut-record.ts';
import { chainIdOf, contentId } from './entry-id.ts';

/** What verifying keeps of an entry whose hash and signature are right. */
export interface EntryFact {
  readonly id: string;
  readonly deviceId: string;
  readonly device: string;
  readonly seq: number;
  readonly previous: string | null;
  readonly heads: readonly CitedHead[];
  readonly at: number;
  readonly clockBack: boolean;
}

/** What an entry claims whose hash or signature is wrong; not to be relied on. */
export interface AlteredFact {
  readonly id: string;
  readonly deviceId: string | null;
  readonly device: string | null;
  readonly seq: number | null;
}

export interface LogFacts {
  readonly good: Map<string, EntryFact>;
  readonly altered: Map<string, AlteredFact>;
  /** What the cuts that are in the log say. */
  readonly cuts: (readonly CutChain[])[];
}

/** Checks a signature: Ed25519, key and signature in base64url. */
export type VerifySignature = (key: string, text: string, signature: string) => boolean;

const claimSchema = z.object({
  device: z.string().max(60).nullable().catch(null),
  chain: z
    .object({
      device_id: z.string().max(64).nullable().catch(null),
      seq: z.number().int().min(1).nullable().catch(null),
    })
    .catch({ device_id: null, seq: null }),
});
const bodySchema = z.looseObject({ _id: z.string(), _conflicts: z.array(z.string()).optional() });

export function emptyFacts(): LogFacts {
  return { good: new Map(), altered: new Map(), cuts: [] };
}

/**
 * Takes one document of the log in, as a database answers it with its conflicts. A second leaf beside an
 * entry is a forgery, whichever of them wins: what is named by its content has only one content.
 */
export function addFact(
  facts: LogFacts,
  body: unknown,
  { sha256, verify }: { readonly sha256: Sha256; readonly verify: VerifySignature },
): void {
  const read = bodySchema.safeParse(body);
  if (!read.success || !read.data._id.startsWith('audit_')) return;
  const { _id: id, _conflicts: conflicts = [] } = read.data;
  const entry = readTrue(read.data, sha256, verify);
  if (entry === null || conflicts.length > 0) facts.altered.set(id, claimOf(id, body));
  if (entry === null || facts.good.has(id)) return;
  const { chain, device } = entry;
  facts.good.set(id, {
    id,
    deviceId: chain.device_id,
    device,
    seq: chain.seq,
    previous: chain.previous,
    heads: chain.heads,
    at: Date.parse(entry.createdAt),
    clockBack: chain.clock_back === true,
  });
  const cut = entry.action === cutAction ? readCut(entry.details) : null;
  if (cut !== null) facts.cuts.push(cut);
}

/** The entry, where it is whole and its hash, its key and its signature are right. */
function readTrue(
  body: Readonly<Record<string, unknown>>,
  sha256: Sha256,
  verify: VerifySignature,
): ChainedEntry | null {
  const parsed = chainedEntrySchema.safeParse(body);
  if (!parsed.success) return null;
  const { _id, chain, key, signature } = parsed.data;
  const right =
    contentId(body, sha256) === _id &&
    chainIdOf(key, sha256) === chain.device_id &&
    verify(key, _id, signature);
  return right ? parsed.data : null;
}

function claimOf(id: string, body: unknown): AlteredFact {
  const claim = claimSchema.safeParse(body);
  if (!claim.success) return { id, deviceId: null, device: null, seq: null };
  const { device, chain } = claim.data;
  return { id, deviceId: chain.device_id, device, seq: chain.seq };
}
