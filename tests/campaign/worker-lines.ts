import { z } from 'zod';

const factsSchema = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  state: z.string(),
  generation: z.number(),
  epoch: z.number(),
  readOnly: z.boolean(),
});

const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({ kind: z.literal('connected') }),
  /** An edit is begun. */
  z.object({ kind: z.literal('try'), id: z.string().nullable(), what: z.string() }),
  /** It is acknowledged; this is what it made of the tenant. */
  z.object({ kind: z.literal('ack'), what: z.string(), tenant: factsSchema }),
  z.object({ kind: z.literal('refused'), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('applied'), came: z.union([z.number(), z.string()]) }),
  z.object({ kind: z.literal('settled'), tenants: z.array(factsSchema) }),
  z.object({ kind: z.literal('violation'), what: z.string() }),
]);

/** What a worker of the campaign prints. */
export type WorkerLine = z.infer<typeof lineSchema>;

/** A line that a kill cut short is none. */
export function readWorkerLine(text: string): WorkerLine | null {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
