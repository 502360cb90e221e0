import type { SyncStatus } from '../../../shared/sync-status.ts';
import type { ErrorReport } from '../../../shared/errors.ts';
import { errorWords } from '../../app/error-words.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Facts } from '../../components/facts.tsx';
import { Note } from '../../components/note.tsx';
import { agreementSentence } from './agreement-sentence.ts';
import { FirstSyncProgress } from './first-sync-progress.tsx';

const text = words.sync;

function known(value: number | null): string {
  return value === null ? text.facts.unknown : figure(value);
}

/** It stands there for as long as it lasts, so it interrupts nobody. */
function Problem({ error }: { readonly error: ErrorReport }) {
  const { title, message, remedy } = errorWords(error);
  return (
    <Note tone="bad" title={title}>
      {message !== '' && <p>{message}</p>}
      {remedy !== '' && <p className="muted">{remedy}</p>}
    </Note>
  );
}

/** How one database here and the one on the server stand to each other. */
export function DatabaseCard({ status, now }: { readonly status: SyncStatus; readonly now: Date }) {
  const names: Readonly<Record<string, string>> = text.database;
  const purposes: Readonly<Record<string, string>> = text.databaseText;
  const name = names[status.database] ?? status.database;
  return (
    <section className="database" aria-label={name}>
      <header className="database-head">
        <h2>{name}</h2>
        <span className="mono muted">{status.database}</span>
        <span className="spacer" />
        <span className="database-state">
          <span className={`status-dot status-${status.state}`} aria-hidden />
          {text.states[status.state]}
        </span>
      </header>
      <p className="muted">{purposes[status.database]}</p>
      <p
        className="database-agreement"
        {...(status.agreement === null ? {} : { title: fullMoment(status.agreement.at) })}
      >
        {agreementSentence(status, now)}
      </p>
      {status.firstSync !== null && <FirstSyncProgress firstSync={status.firstSync} />}
      {status.error !== null && <Problem error={status.error} />}
      <Facts
        facts={[
          [text.facts.since, moment(status.since, now)],
          [text.facts.waitingOut, known(status.waitingOut)],
          [text.facts.waitingIn, known(status.waitingIn)],
          [text.facts.sent, figure(status.pushed)],
          [text.facts.received, figure(status.pulled)],
          ...(status.refusedWrites > 0
            ? [[text.facts.refused, figure(status.refusedWrites)] as const]
            : []),
          ...(status.retryAt === null
            ? []
            : [[text.facts.nextTry, moment(status.retryAt, now)] as const]),
        ]}
      />
    </section>
  );
}
