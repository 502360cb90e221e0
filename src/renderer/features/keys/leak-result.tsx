import type { LeakFinding, LeakReport } from '../../../shared/bridge/leak-views.ts';
import { shownPrefix } from '../../../shared/keys/key-format.ts';
import { figure } from '../../app/format/count.ts';
import { duration } from '../../app/format/duration.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';
import { KeyStateBadge } from './key-badges.tsx';

const text = words.keys.leaks;

interface Props {
  readonly report: LeakReport;
  readonly onRevoke: (id: string, name: string) => void;
}

/** What a scan found, and what it did not look at. */
export function LeakResult({ report, onRevoke }: Props) {
  const { found, lookalikes, findings, history, skipped } = report;
  const more = found + lookalikes - findings.length;
  return (
    <>
      <Note
        tone={found > 0 ? 'bad' : 'good'}
        title={found > 0 ? text.found(found) : text.none}
        role="status"
      >
        <p>{text.looked(report.files, history.objects, duration(report.milliseconds))}</p>
        {report.cancelled && <p>{text.cancelled}</p>}
        {text.histories[history.state] !== '' && <p>{text.histories[history.state]}</p>}
        {history.problems.map((problem) => (
          <p key={problem} className="mono">
            {problem}
          </p>
        ))}
      </Note>
      {findings.length > 0 && (
        <div className="leak-table" role="region" aria-label={text.title} tabIndex={0}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{text.where}</th>
                <th scope="col">{text.key}</th>
                <th scope="col">{text.whose}</th>
                <th scope="col">{text.action}</th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding) => (
                <Row key={rowKey(finding)} finding={finding} onRevoke={onRevoke} />
              ))}
            </tbody>
          </table>
          {more > 0 && <p className="muted">{text.more(more)}</p>}
        </div>
      )}
      {skipped.length > 0 && (
        <ul className="leak-skips">
          {skipped.map(({ why, count, paths }) => (
            <li key={why}>
              <details className="remark">
                <summary>
                  {text.skips[why]}: {figure(count)}
                </summary>
                <ul>
                  {paths.map((path) => (
                    <li key={path} className="mono leak-where">
                      {path}
                    </li>
                  ))}
                </ul>
                {count > paths.length && <p className="muted">{text.more(count - paths.length)}</p>}
              </details>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function rowKey({ place, line, column }: LeakFinding): string {
  return JSON.stringify([place, line, column]);
}

function Row({
  finding,
  onRevoke,
}: {
  readonly finding: LeakFinding;
  readonly onRevoke: Props['onRevoke'];
}) {
  const { place, line, column, keyId, checksumRight, known } = finding;
  const at = `${String(line)}:${String(column)}`;
  return (
    <tr>
      <td className="leak-where">
        {place.kind === 'file' ? (
          `${place.path}:${at}`
        ) : (
          <>
            {place.repository === '' ? '' : `${place.repository}/`}
            {place.path ?? ''}:{at} <span className="muted">{text.blob(place.blob)}</span>
          </>
        )}
      </td>
      <td className="mono">{shownPrefix(keyId)}</td>
      {known === null ? (
        <td className="muted">{checksumRight ? text.strange : text.lookalike}</td>
      ) : (
        <td>
          {known.name} · {known.tenantName}
        </td>
      )}
      <td>
        {known !== null &&
          (known.state === 'revoked' ? (
            <KeyStateBadge state={known.state} />
          ) : (
            <button
              type="button"
              className="link"
              aria-label={text.revokeOf(known.name)}
              onClick={() => {
                onRevoke(known.id, known.name);
              }}
            >
              {text.revoke}
            </button>
          ))}
      </td>
    </tr>
  );
}
