import { z } from 'zod';
import type { PlanProgress } from '../../shared/bridge/events.ts';
import { errorCodes, type ErrorReport } from '../../shared/errors.ts';

/** Raised when the frames change; both sides refuse another one's. */
export const protocolVersion = 2;

/** Bytes in one frame. A greeting is short; an import may be 20 million characters, escaped. */
export const frameLimits = { greeting: 1_000, call: 160_000_000 } as const;

export const greetingSchema = z.strictObject({
  hello: z.literal(protocolVersion),
  token: z.string().max(200),
});

export const requestSchema = z.strictObject({
  id: z.number().int().min(0),
  domain: z.string().max(60),
  call: z.string().max(60),
  argument: z.unknown().optional(),
});

const errorSchema: z.ZodType<ErrorReport> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const progressSchema: z.ZodType<PlanProgress> = z.object({
  planId: z.string(),
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  skipped: z.number(),
  running: z.boolean(),
  latest: z.array(
    z.object({
      id: z.string(),
      tenantId: z.string(),
      outcome: z.enum(['done', 'failed', 'skipped']),
      message: z.string(),
    }),
  ),
});

/** What the console sends. An absent `value` is `undefined`, which JSON cannot write. */
export const replySchema = z.union([
  z.object({ welcome: z.literal(protocolVersion) }),
  z.object({ id: z.number(), ok: z.literal(true), value: z.unknown().optional() }),
  z.object({ id: z.number(), ok: z.literal(false), error: errorSchema }),
  z.object({ progress: progressSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

/** One frame as it travels: a line of JSON. */
export function frame(
  content: Reply | z.infer<typeof greetingSchema | typeof requestSchema>,
): string {
  return `${JSON.stringify(content)}\n`;
}

/**
 * Cuts a stream of bytes into frames.
 * @param limit the greatest size of a frame, in bytes, asked again for every piece
 * @param onFrame gets each line's parsed JSON; `undefined` where it is none
 * @returns takes the next piece; answers false once a frame was too long, and then takes no more
 */
export function frameReader(
  limit: () => number,
  onFrame: (content: unknown) => void,
): (piece: Buffer) => boolean {
  let pieces: Buffer[] = [];
  let size = 0;
  let broken = false;
  return (piece) => {
    let rest = piece;
    while (!broken) {
      const end = rest.indexOf(0x0a);
      const part = end === -1 ? rest : rest.subarray(0, end);
      size += part.length;
      if (size > limit()) {
        broken = true;
        pieces = [];
        break;
      }
      pieces.push(part);
      if (end === -1) break;
      const line = Buffer.concat(pieces, size).toString('utf8');
      pieces = [];
      size = 0;
      onFrame(jsonOrUndefined(line));
      rest = rest.subarray(end + 1);
    }
    return !broken;
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
