import { z } from 'zod';
import { ConsoleError, errorCodes, MyCouchError } from '../../shared/errors.ts';

/** PouchDB hands an error of ours on as one of its own, with all fields and without the class. */
const copiedSchema = z.object({
  name: z.literal('ConsoleError'),
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string(),
});

/**
 * Finds out why a replication broke off, since PouchDB keeps little of what went wrong.
 * @param refusal what the server last refused, or null
 * @param askServer throws where the server does not answer as it should
 */
export async function explainFailure(
  error: unknown,
  refusal: () => MyCouchError | null,
  askServer: () => Promise<unknown>,
): Promise<unknown> {
  if (error instanceof MyCouchError) return error;
  const copied = copiedSchema.safeParse(error);
  if (copied.success) {
    const { code, message, remedy } = copied.data;
    return new ConsoleError(code, message, { remedy, cause: error });
  }
  try {
    await askServer();
  } catch (reason) {
    return reason;
  }
  return (
    refusal() ??
    new ConsoleError('server-failed', 'The replication with the server broke off.', {
      remedy: 'The console tries again by itself.',
      cause: error,
    })
  );
}
