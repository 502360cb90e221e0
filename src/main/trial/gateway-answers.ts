import { z } from 'zod';
import type { PlainAnswer } from '../../couch/plain-request.ts';
import type { KeyTrial } from '../../shared/bridge/trial-views.ts';
import { maskKeys } from '../../shared/keys/key-format.ts';

const tokenSchema = z.object({ token: z.string().min(1).max(16_384) });
const refusalSchema = z.object({
  code: z
    .string()
    .regex(/^[a-z_]{1,60}$/u)
    .catch(''),
  reason: z.string().catch(''),
});
const databasesSchema = z.array(z.string().max(300)).max(10_000);
const reasonLimit = 300;

/** The token of an exchange; null: it was refused, or answered with something else. */
export function readToken({ status, text }: PlainAnswer): string | null {
  const read = status === 200 ? tokenSchema.safeParse(json(text)) : null;
  return read?.success === true ? read.data.token : null;
}

/** What a gateway says of a refusal, made harmless: it may be anybody's. */
export function readRefusal({ status, text }: PlainAnswer): NonNullable<KeyTrial['refusal']> {
  const read = refusalSchema.safeParse(json(text));
  if (!read.success) {
    return { status, code: '', reason: 'What answers there is no gateway of MyCouch.' };
  }
  const { code, reason } = read.data;
  const plain = maskKeys(reason.replaceAll(/[\p{C}\s]+/gu, ' ').trim());
  const whole = status === 200 ? 'The answer has no token that could be read.' : plain;
  return { status, code, reason: whole.slice(0, reasonLimit) };
}

/** The databases that a gateway lists for a token; null: it did not say. */
export function readDatabases(answer: PlainAnswer | null): readonly string[] | null {
  const read = answer?.status === 200 ? databasesSchema.safeParse(json(answer.text)) : null;
  return read?.success === true ? read.data : null;
}

function json(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
