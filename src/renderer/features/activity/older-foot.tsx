import { Loader } from '@mantine/core';
import { useConnection, useSyncStatus } from '../../app/data/frame-queries.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';

const text = words.activity;

interface Props {
  readonly reading: boolean;
  readonly error: unknown;
  /** True where the server has no more. */
  readonly ended: boolean;
  readonly onMore: () => void;
}

/** The end of the list: what is on the server, or why it cannot be shown. */
export function OlderFoot({ reading, error, ended, onMore }: Props) {
  const connection = useConnection().data ?? null;
  const offline = useSyncStatus().data?.state === 'offline';
  if (reading)
    return (
      <p className="activity-foot muted" role="status">
        <Loader size="xs" type="dots" aria-hidden /> {text.olderReading}
      </p>
    );
  if (error !== null && !offline)
    return (
      <div className="activity-foot">
        <ErrorNote error={error} onRetry={onMore} />
      </div>
    );
  if (ended) return <p className="activity-foot muted">{text.olderStart}</p>;
  if (connection === null) return <p className="activity-foot muted">{text.olderNoServer}</p>;
  if (offline)
    return (
      <p className="activity-foot muted">
        {text.olderOffline}{' '}
        <button type="button" className="link" onClick={onMore}>
          {words.frame.tryAgain}
        </button>
      </p>
    );
  return (
    <p className="activity-foot muted">
      <button type="button" className="link" onClick={onMore}>
        {text.older}
      </button>{' '}
      {text.olderHint}
    </p>
  );
}
