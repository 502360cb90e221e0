import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';
import type { PasswordCandidate, PasswordKnowledge } from '../provisioning/seen-server.ts';
import { isPassword, storedDigest } from '../provisioning/stored-password.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';

const fileName = 'passwords-checked.json';
/** Older ones are forgotten, and checked again where they turn up. */
const verdictLimit = 50_000;

const fileSchema = z.object({
  format: z.literal(1),
  /** By a digest of what is stored on the server; neither it nor the password can be told from it. */
  verdicts: z.record(z.string().regex(/^[0-9a-f]{64}$/), z.enum(['rehashed', 'replaced'])),
});

type Verdict = z.infer<typeof fileSchema>['verdicts'][string];

/**
 * Tells CouchDB's own re-hashing of a password from another password set by hand: by trying the one in
 * this device's vault, a few tenths of a second each, one after the other, off the event loop. What was
 * found is kept on the device, so that every stored hash is checked once.
 */
export interface PasswordVerdicts extends PasswordKnowledge {
  /**
   * Checks those whose password is on this device, beginning no further one after that many milliseconds.
   * @returns whether anything new is known
   */
  readonly check: (
    candidates: readonly PasswordCandidate[],
    milliseconds: number,
    signal: AbortSignal,
  ) => Promise<boolean>;
  /** Whether the password is on this device. */
  readonly checkable: (candidate: PasswordCandidate) => boolean;
}

export async function openPasswordVerdicts(
  directory: string,
  secrets: Pick<SecretStore, 'get' | 'has'>,
): Promise<PasswordVerdicts> {
  const path = join(directory, fileName);
  const verdicts = await readVerdicts(path);
  let turn: Promise<unknown> = Promise.resolve();

  const digestOf = ({ user, stored }: PasswordCandidate) =>
    storedDigest(user.username, user.credentialId, stored);
  const nameOf = ({ tenantId, user }: PasswordCandidate) =>
    secretNames.account(tenantId, user.account, user.credentialId);
  const checkable = (candidate: PasswordCandidate) => secrets.has(nameOf(candidate));

  async function checkAll(
    candidates: readonly PasswordCandidate[],
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const startedAt = performance.now();
    let found = false;
    for (const candidate of candidates) {
      if (signal.aborted || performance.now() - startedAt >= milliseconds) break;
      const digest = digestOf(candidate);
      if (verdicts.has(digest) || !checkable(candidate)) continue;
      const password = await secrets.get(nameOf(candidate));
      if (password === null) continue;
      const same = await isPassword(candidate.stored, password);
      verdicts.set(digest, same ? 'rehashed' : 'replaced');
      found = true;
    }
    if (found) await save();
    return found;
  }

  async function save(): Promise<void> {
    for (const digest of verdicts.keys()) {
      if (verdicts.size <= verdictLimit) break;
      verdicts.delete(digest);
    }
    await writeDurably(path, JSON.stringify({ format: 1, verdicts: Object.fromEntries(verdicts) }));
  }

  return {
    verdict: (candidate) => verdicts.get(digestOf(candidate)) ?? null,
    checkable,
    check: (candidates, milliseconds, signal) => {
      const mine = turn.then(() => checkAll(candidates, milliseconds, signal));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** A damaged file costs nothing but checking again. */
async function readVerdicts(path: string): Promise<Map<string, Verdict>> {
  const text = await readIfPresent(path);
  if (text === null) return new Map();
  try {
    return new Map(Object.entries(fileSchema.parse(JSON.parse(text)).verdicts));
  } catch {
    return new Map();
  }
}
