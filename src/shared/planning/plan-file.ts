import { z } from 'zod';
import { ConsoleError } from '../errors.ts';
import { stableJson } from '../stable-json.ts';
import type { Plan } from './plan.ts';
import { planSchema } from './plan-schema.ts';

const format = 'mycouch-plan';
/** Raised when an older console could misread the file. */
const version = 1;

/** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
type Sha256 = (text: string) => string;

const headSchema = z.looseObject({ format: z.literal(format), version: z.number().int().min(1) });
const fileSchema = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  digest: z.string(),
  plan: planSchema,
});

/**
 * A plan as the text of a file: stable, so that two files of one plan are equal and a version control
 * system shows what differs. The digest finds damage; it proves nothing about who wrote the file, which is
 * why a loaded plan is confirmed by a fresh one before any of it is applied.
 */
export function planFile(plan: Plan, sha256: Sha256): string {
  const digest = sha256(stableJson(plan));
  // Sorted like everything else, so the digest is the first line and the plan follows.
  return `${stableJson({ format, version, digest, plan }, 2)}\n`;
}

/** Reads such a file. Error: `invalid-input`, saying whether it is foreign, newer, or damaged and where. */
export function parsePlanFile(text: string, sha256: Sha256): Plan {
  const value = parseJson(text);
  const head = headSchema.safeParse(value);
  if (!head.success) throw refused('This is not a plan of the console.');
  if (head.data.version > version) {
    throw refused('A newer version of the console has saved this plan.', 'Update this console.');
  }
  const file = fileSchema.safeParse(value);
  if (!file.success) throw refused(`The plan is damaged at ${place(file.error.issues[0])}.`);
  const { digest, plan } = file.data;
  if (sha256(stableJson(plan)) !== digest) {
    throw refused('The plan was changed after it was saved.');
  }
  requireOrder(plan);
  return plan;
}

/** Every operation once, and behind those it needs. */
function requireOrder({ operations }: Plan): void {
  const seen = new Set<string>();
  for (const { id, after } of operations) {
    if (seen.has(id) || after.some((other) => !seen.has(other))) {
      throw refused(`The plan is damaged at ${id.slice(0, 200)}.`);
    }
    seen.add(id);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused('This is not a plan of the console.');
  }
}

function place(issue: z.core.$ZodIssue | undefined): string {
  return issue === undefined || issue.path.length === 0
    ? 'its beginning'
    : issue.path.map(String).join('.').slice(0, 200);
}

function refused(message: string, remedy = 'Save a plan again, and give its file as it is.') {
  return new ConsoleError('invalid-input', message, { remedy });
}
