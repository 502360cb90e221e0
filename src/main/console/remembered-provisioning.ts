import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Provisioning } from '../../shared/bridge/views.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const fileName = 'provisioning.json';

/** What a tenant was, and of what that was worked out. */
export interface WorkedOut {
  readonly id: string;
  /** Differs wherever what it was worked out of does. */
  readonly of: string;
  readonly provisioning: Provisioning;
}

/**
 * What an earlier start worked out about each tenant, so that the first list need not wait for all of it to
 * be worked out again.
 */
export interface RememberedProvisioning {
  /** Null where that is not known, or was worked out of something else. */
  readonly read: (id: string, of: string) => Provisioning | null;
  /**
   * Keeps this for the next start, in place of what was kept; of this start nothing is known by it any more.
   * Errors: `disk-full`, `storage-failed`.
   */
  readonly keep: (all: Iterable<WorkedOut>) => Promise<void>;
}

const letters: Readonly<Record<Provisioning, string>> = {
  applied: 'a',
  refused: 'r',
  waiting: 'w',
};
const meanings = new Map<string, Provisioning>([
  ['a', 'applied'],
  ['r', 'refused'],
  ['w', 'waiting'],
]);

const fileSchema = z.object({
  format: z.literal(1),
  /** By tenant uuid: a letter for what it was, and of what that was worked out. */
  tenants: z.record(z.string(), z.string()),
});

/** A damaged file costs the time to work it out again, and nothing else. */
export async function openRememberedProvisioning(
  directory: string,
): Promise<RememberedProvisioning> {
  const path = join(directory, fileName);
  const text = await readIfPresent(path);
  let kept = sumOf(text ?? '');
  let tenants = tenantsOf(text);
  return {
    read: (id, of) => {
      const text = tenants.get(id);
      if (text?.slice(1) !== of) return null;
      return meanings.get(text.charAt(0)) ?? null;
    },
    keep: async (all) => {
      const next: Record<string, string> = {};
      for (const { id, of, provisioning } of all) next[id] = letters[provisioning] + of;
      const text = JSON.stringify({ format: 1, tenants: next });
      const sum = sumOf(text);
      if (sum !== kept) await writeDurably(path, text);
      kept = sum;
      tenants = new Map();
    },
  };
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function tenantsOf(text: string | null): ReadonlyMap<string, string> {
  if (text === null) return new Map();
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text));
    return new Map(Object.entries(parsed.data?.tenants ?? {}));
  } catch {
    return new Map();
  }
}
