import type { ConnectionInfo } from '../../../shared/bridge/views.ts';
import type { SyncStatus } from '../../../shared/sync-status.ts';
import { BridgeError } from '../../app/bridge-error.ts';
import { figure } from '../../app/format/count.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Facts } from '../../components/facts.tsx';
import { shortSequence } from './agreement-sentence.ts';

interface Props {
  readonly status: SyncStatus;
  readonly connection: ConnectionInfo | null;
  /** Why syncing by hand failed just now, if it did. */
  readonly failure: unknown;
  /** Leads to every database and what has been. */
  readonly onMore: () => void;
}

const text = words.sync.facts;

function known(value: number | null): string {
  return value === null ? text.unknown : figure(value);
}

/** All that is known of syncing, with the error and its remedy first. */
export function SyncDetails({ status, connection, failure, onMore }: Props) {
  const now = new Date();
  const { agreement } = status;
  const problem = failure ?? (status.error === null ? null : new BridgeError(status.error));
  return (
    <div className="stack">
      {problem !== null && <ErrorNote error={problem} />}
      <Facts
        facts={[
          [text.server, connection === null ? words.frame.noServer : connection.url],
          [text.state, words.sync.states[status.state]],
          [text.since, moment(status.since, now)],
          [text.agreement, agreement === null ? text.never : moment(agreement.at, now)],
          ...(agreement === null
            ? []
            : [
                [
                  text.sequences,
                  text.sequencePair(agreement.localSeq, shortSequence(agreement.remoteSeq)),
                ] as const,
              ]),
          [text.waitingOut, known(status.waitingOut)],
          [text.waitingIn, known(status.waitingIn)],
          [text.sent, figure(status.pushed)],
          [text.received, figure(status.pulled)],
          ...(status.refusedWrites > 0
            ? [[text.refused, figure(status.refusedWrites)] as const]
            : []),
          ...(status.retryAt === null
            ? []
            : [[text.nextTry, moment(status.retryAt, now)] as const]),
        ]}
      />
      {connection !== null && (
        <p>
          <button type="button" className="link" onClick={onMore}>
            {words.sync.openSection}
          </button>
        </p>
      )}
    </div>
  );
}
