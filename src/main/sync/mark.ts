import { z } from 'zod';

const markSchema = z.object({
  /** Rises by one with every mark. */
  count: z.number().int().min(1),
  /** Tells marks of the same count apart, as a copied data directory would make them. */
  nonce: z.string().min(1),
  /** Local sequence up to which the server had everything when the mark was made. */
  pushedSeq: z.number().int().min(0),
  /** The server's sequence up to which everything was here; `0`: nothing known. */
  pulledSeq: z.string().min(1),
  /** Which database of that name it was. */
  instance: z.string(),
  agreement: z
    .object({ at: z.iso.datetime(), localSeq: z.number(), remoteSeq: z.string() })
    .nullable(),
});

/**
 * How far both directions had come at one moment. Both databases keep it, each inside itself: where one is
 * put back to an earlier state its mark goes back too, and the two differ.
 */
export type Mark = z.infer<typeof markSchema>;

const rememberedSchema = z.object({
  format: z.literal(1),
  couchdbUuid: z.string(),
  /** Name of the mark on the server; of this local database alone. */
  id: z.string().min(1),
  confirmed: markSchema.nullable(),
  /** Sent, and not known whether it arrived. */
  pending: markSchema.nullable(),
});

export type Remembered = z.infer<typeof rememberedSchema>;

/** What was remembered of that server; null where there is nothing, or nothing that can be used. */
export function readRemembered(text: string | null, couchdbUuid: string): Remembered | null {
  if (text === null) return null;
  try {
    const remembered = rememberedSchema.parse(JSON.parse(text));
    return remembered.couchdbUuid === couchdbUuid ? remembered : null;
  } catch {
    return null;
  }
}

/** The part of a mark that the server keeps. */
export type ServerMark = Pick<Mark, 'count' | 'nonce'>;

/** What the two sides' marks say about each other. */
export type Past =
  /** The server still has everything that it had at that mark, and so has this device. */
  | { readonly kind: 'continued'; readonly mark: Mark }
  /** Nothing was agreed on yet. */
  | { readonly kind: 'none' }
  /** `restored`: the server's is older; `created-anew`: another database; `older-here`: this device's is older. */
  | { readonly kind: 'broken'; readonly why: 'restored' | 'created-anew' | 'older-here' };

/**
 * Compares the mark that the server has with those remembered here.
 * @param instance which database of that name the server has now
 */
export function comparePast(
  remembered: Pick<Remembered, 'confirmed' | 'pending'>,
  onServer: ServerMark | null,
  instance: string,
): Past {
  const { confirmed, pending } = remembered;
  if (onServer !== null) {
    const same = [pending, confirmed].find(
      (mark) => mark?.count === onServer.count && mark.nonce === onServer.nonce,
    );
    if (same?.instance === instance) return { kind: 'continued', mark: same };
    if (same !== undefined && same !== null) return { kind: 'broken', why: 'created-anew' };
  }
  if (confirmed === null && pending === null) {
    // A mark under a name that nothing here remembers cannot be: the name is remembered with it.
    return { kind: 'none' };
  }
  if (onServer !== null && onServer.count > Math.max(confirmed?.count ?? 0, pending?.count ?? 0)) {
    return { kind: 'broken', why: 'older-here' };
  }
  // One that never arrived says nothing about the server.
  if (onServer === null && confirmed === null) return { kind: 'none' };
  const before = confirmed ?? pending;
  return { kind: 'broken', why: before?.instance === instance ? 'restored' : 'created-anew' };
}
