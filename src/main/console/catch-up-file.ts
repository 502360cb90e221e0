import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CatchUp } from '../../shared/bridge/catch-up-views.ts';
import { driftKinds } from '../../shared/planning/drift.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const settingsName = 'catch-up.json';
const filePattern = /^catch-up-([0-9a-f-]{32,36})\.json$/;

const instant = z.iso.datetime();
const changeRow = z.object({
  documentId: z.string(),
  kind: z.string(),
  title: z.string(),
  tenantId: z.string().nullable(),
  what: z.enum(['made', 'changed', 'removed']),
  fields: z.array(z.string()),
  by: z.string().nullable(),
  at: z.string().nullable(),
});
const driftRow = z.object({
  id: z.string(),
  kind: z.enum(driftKinds),
  tenantId: z.string().nullable(),
  tenantKey: z.string().nullable(),
  subject: z.string(),
  detail: z.string(),
  corrections: z.array(z.string()),
  adoptable: z.boolean(),
  alarm: z.boolean(),
  since: instant,
});
const catchUpSchema = z.object({
  since: instant,
  mine: z.array(changeRow),
  theirs: z.array(changeRow),
  server: z.array(driftRow),
  serverLookedAt: instant.nullable(),
  conflicts: z.number(),
  more: z.object({ mine: z.number(), theirs: z.number() }),
}) satisfies z.ZodType<CatchUp>;

const memorySchema = z.object({
  format: z.literal(1),
  /** When both sides were last seen to hold the same. */
  at: instant,
  /** What won then, by document id. */
  agreed: z.record(z.string(), z.string()),
  /** What this device wrote since, by document id. */
  own: z.record(z.string(), z.string()),
  offlineSince: instant.nullable(),
  current: catchUpSchema.nullable(),
});
const settingsSchema = z.object({ ask: z.boolean() });

/** What a device keeps of one server between two agreements. */
export type AgreedMemory = Omit<z.infer<typeof memorySchema>, 'format' | 'current'> & {
  readonly current: CatchUp | null;
};

/** By the server's uuid. A damaged file costs one comparison: the next agreement begins anew. */
export async function readAgreedMemories(directory: string): Promise<Map<string, AgreedMemory>> {
  const memories = new Map<string, AgreedMemory>();
  for (const name of await readdir(directory)) {
    const couchdbUuid = filePattern.exec(name)?.[1];
    if (couchdbUuid === undefined) continue;
    const text = await readIfPresent(join(directory, name)).catch(() => null);
    const parsed = memorySchema.safeParse(jsonOf(text));
    if (parsed.success) memories.set(couchdbUuid, parsed.data);
  }
  return memories;
}

export function writeAgreedMemory(
  directory: string,
  couchdbUuid: string,
  memory: AgreedMemory,
): Promise<void> {
  const path = join(directory, `catch-up-${couchdbUuid}.json`);
  return writeDurably(path, JSON.stringify({ format: 1, ...memory }));
}

/** Whether applying on this device waits until a catch-up was looked at; it does unless told otherwise. */
export async function readAsking(directory: string): Promise<boolean> {
  const text = await readIfPresent(join(directory, settingsName)).catch(() => null);
  const parsed = settingsSchema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.ask : true;
}

export function writeAsking(directory: string, ask: boolean): Promise<void> {
  return writeDurably(join(directory, settingsName), JSON.stringify({ ask }));
}

function jsonOf(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
