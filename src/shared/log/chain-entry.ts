import type {
  AuditChain,
  AuditDraft,
  ChainedEntry,
  CitedHead,
  Sha256,
} from '../documents/audit.ts';
import { contentId } from './entry-id.ts';

/** How far a device's own chain has come. */
export interface ChainHead {
  readonly deviceId: string;
  /** The public key, base64url. */
  readonly key: string;
  /** Place of the newest entry; 0 before the first. */
  readonly seq: number;
  readonly previous: string | null;
  /** Instant of the newest entry. */
  readonly at: string | null;
  /** Places of other chains that were cited, by chain. */
  readonly cited: Readonly<Record<string, number>>;
}

/** Newest entry of each chain, by chain. */
export type LogHeads = ReadonlyMap<string, { readonly seq: number; readonly id: string }>;

export interface Signer {
  readonly deviceId: string;
  /** The public key, base64url. */
  readonly key: string;
  /** Ed25519 over the text's UTF-8 bytes, base64url. */
  readonly sign: (text: string) => string;
}

/**
 * Gives a draft the next place in the device's chain and signs it. Other chains' heads are cited where they
 * are newer than what was cited before.
 */
export function chainEntry(
  draft: AuditDraft,
  options: {
    readonly device: string;
    readonly head: ChainHead;
    readonly heads: LogHeads;
    readonly signer: Signer;
    readonly sha256: Sha256;
  },
): { readonly entry: ChainedEntry; readonly head: ChainHead } {
  const { device, head, heads, signer, sha256 } = options;
  const news: CitedHead[] = [...heads]
    .filter(([id, { seq }]) => id !== head.deviceId && seq > (head.cited[id] ?? 0))
    .map(([device_id, { seq, id }]) => ({ device_id, seq, id }))
    .sort((a, b) => (a.device_id < b.device_id ? -1 : 1));
  const back = head.at !== null && Date.parse(draft.createdAt) < Date.parse(head.at);
  const chain: AuditChain = {
    device_id: head.deviceId,
    seq: head.seq + 1,
    previous: head.previous,
    heads: news,
    ...(back ? { clock_back: true } : {}),
  };
  const content = { ...draft, details: { ...draft.details }, device, chain, key: head.key };
  const id = contentId(content, sha256);
  if (id === null) throw new Error('An audit entry has no instant or holds what is not JSON.');
  return {
    entry: { _id: id, ...content, signature: signer.sign(id) },
    head: {
      ...head,
      seq: chain.seq,
      previous: id,
      at: draft.createdAt,
      cited: {
        ...head.cited,
        ...Object.fromEntries(news.map(({ device_id, seq }) => [device_id, seq])),
      },
    },
  };
}
