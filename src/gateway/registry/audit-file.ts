import { z } from 'zod';
import {
  chainedEntrySchema,
  chainedIdSchema,
  chainIdSchema,
} from '../../shared/documents/audit.ts';
import { jsonSchema } from '../../shared/json.ts';
import { readPrivately, writePrivately } from '../files/private-file.ts';
import { deviceSecretSchema } from './device-key.ts';

const draftSchema = z.object({
  type: z.literal('audit_log'),
  tenant_id: z.string().nullable(),
  action: z.string(),
  actor: z.string(),
  resource_type: z.string(),
  resource_id: z.string(),
  outcome: z.enum(['ok', 'failed']),
  details: z.record(z.string(), jsonSchema),
  createdAt: z.string(),
});

const fileSchema = z.object({
  head: z.object({
    deviceId: chainIdSchema,
    key: z.string(),
    seq: z.number().int().min(0),
    previous: chainedIdSchema.nullable(),
    at: z.string().nullable(),
    cited: z.record(z.string(), z.number()),
  }),
  /** What is about to be written, or of which nobody knows yet whether it was. */
  begun: z.array(
    z.object({
      id: z.string(),
      drafts: z.array(draftSchema),
      documents: z.array(
        z.object({
          id: z.string(),
          /** The revision that was to be replaced; null: a new document. */
          rev: z.string().nullable(),
          /** SHA-256 of the content as it was to be. */
          content: z.string(),
        }),
      ),
    }),
  ),
  /** Signed, and not in the log yet. */
  outbox: z.array(chainedEntrySchema),
});

/** What a gateway keeps of its part of the audit log. */
export type AuditState = z.infer<typeof fileSchema>;
export type BegunWrite = AuditState['begun'][number];

const keyFile = 'audit-key.json';
const stateFile = 'audit-log.json';

/** The gateway's own key and its place in the log, in files that only its user may read. */
export function auditFiles(directory: string) {
  const read = async <Schema extends z.ZodType>(
    name: string,
    schema: Schema,
  ): Promise<z.output<Schema> | null> => {
    const text = await readPrivately(`${directory}/${name}`);
    if (text === null) return null;
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      // A damaged file: whoever reads it begins anew, and says so in the log.
      return null;
    }
  };
  return {
    readKey: () => read(keyFile, deviceSecretSchema),
    readState: () => read(stateFile, fileSchema),
    writeKey: (secret: z.infer<typeof deviceSecretSchema>) =>
      writePrivately(`${directory}/${keyFile}`, `${JSON.stringify(secret)}\n`),
    writeState: (state: AuditState) =>
      writePrivately(`${directory}/${stateFile}`, `${JSON.stringify(state)}\n`),
  };
}

export type AuditFiles = ReturnType<typeof auditFiles>;
