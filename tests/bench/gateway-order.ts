import { z } from 'zod';

/** What the asking thread of the gateway's bench is told. */
export const loadOrderSchema = z.object({
  origin: z.string(),
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  connections: z.number(),
  seconds: z.number(),
  /** Requests a second, whatever the answers do; null: as many as are answered. */
  perSecond: z.number().nullable(),
});
export type LoadOrder = z.output<typeof loadOrderSchema>;

export const loadSeenSchema = z.object({
  perSecond: z.number(),
  /** Milliseconds of each request of an open loop. */
  latencies: z.array(z.number()),
});
export type LoadSeen = z.output<typeof loadSeenSchema>;
