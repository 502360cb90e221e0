import { ConsoleError, type ErrorReport } from '../../shared/errors.ts';
import type { Past } from './mark.ts';

const messages: Readonly<Record<Extract<Past, { kind: 'broken' }>['why'], string>> = {
  restored:
    'The server’s database is older than what was seen of it; it was probably restored from a backup.',
  'created-anew': 'The server’s database is another one than before; it was deleted and made anew.',
  'older-here':
    'The data on this device are older than what the server has seen of them; they were probably restored from a backup.',
};

/** What is said, until both sides agree again, of a side that was set back. */
export function brokenPastReport(
  database: string,
  why: Extract<Past, { kind: 'broken' }>['why'],
): ErrorReport {
  return {
    code: 'server-restored',
    message: messages[why],
    remedy:
      'Nothing is to be done: everything is compared from the beginning, and what one side lacks is sent to it again. What was changed on the server itself after the backup was made is only there if some console has it.',
    details: { database, why },
  };
}

/** The server has come less far than it had a moment ago, and has nonetheless the last mark. */
export function earlierState(): ConsoleError {
  return new ConsoleError(
    'server-failed',
    'The server answered with an earlier state than before.',
    {
      remedy: 'The console compares both sides again by itself.',
    },
  );
}

/** Replication writes that one side refused. */
export function refusedReport(count: number): ErrorReport {
  return {
    code: 'server-forbidden',
    message: `One side refused ${count === 1 ? 'a document' : `${count} documents`}.`,
    remedy:
      'Connect again as a server administrator, so that the rights of the registry are renewed.',
    details: { refused: count },
  };
}
