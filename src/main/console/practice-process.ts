import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';

const replySchema = z.discriminatedUnion('ready', [
  z.object({ ready: z.literal(true), url: z.url() }),
  z.object({ ready: z.literal(false), message: z.string().max(2000) }),
]);

/** Milliseconds until a practice server that says nothing is given up, and until one is ended by force. */
export const practiceLimits = { start: 20_000, stop: 5_000 } as const;

/**
 * Waits for a practice server's first word and answers its address. Throws `storage-failed` with the given
 * remedy when it reports a failure, ends, talks nonsense or stays silent.
 */
export async function practiceAddress(child: {
  /** Its first message. */
  readonly reply: Promise<unknown>;
  /** Resolves when the process is gone, with how it went. */
  readonly ended: Promise<string>;
  readonly remedy: string;
}): Promise<string> {
  const failed = (why: string) =>
    new ConsoleError('storage-failed', `The practice server did not start. ${why}`, {
      remedy: child.remedy,
    });
  let timer: NodeJS.Timeout | undefined;
  try {
    const reply = await Promise.race([
      child.reply,
      child.ended.then((how) => {
        throw failed(how);
      }),
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          reject(failed('It did not answer in time.'));
        }, practiceLimits.start);
      }),
    ]);
    const parsed = replySchema.safeParse(reply);
    if (!parsed.success) throw failed('It gave an answer that makes no sense.');
    if (!parsed.data.ready) throw failed(parsed.data.message);
    return parsed.data.url;
  } finally {
    clearTimeout(timer);
  }
}
