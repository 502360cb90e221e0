import { IconAlertTriangle } from '@tabler/icons-react';
import type { LogVerification } from '../../../shared/bridge/log-views.ts';
import { figure } from '../../app/format/count.ts';
import { duration } from '../../app/format/duration.ts';
import { fullMoment, moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';

const text = words.activity.verification;

/** No more are listed of each; the log itself has them all. */
const listedFindings = 100;
const listedIds = 5;

function Findings({ findings, findingCount }: Pick<LogVerification, 'findings' | 'findingCount'>) {
  return (
    <section aria-label={text.findings}>
      <ul className="log-findings">
        {findings.slice(0, listedFindings).map((finding) => (
          <li key={`${finding.kind} ${finding.deviceId} ${String(finding.seq)}`}>
            <p>
              <IconAlertTriangle className="bad" size={14} aria-hidden />{' '}
              <strong className="bad" title={text.kindText[finding.kind]}>
                {text.kinds[finding.kind]}
              </strong>{' '}
              <span>{text.place(finding.deviceName, finding.seq, finding.count)}</span>
            </p>
            <p>{finding.message}</p>
            {finding.entryIds.length > 0 && (
              <ul className="mono log-ids" aria-label={text.entries}>
                {finding.entryIds.slice(0, listedIds).map((id) => (
                  <li key={id} className="ellipsis" title={id}>
                    {id}
                  </li>
                ))}
                {finding.entryIds.length > listedIds && (
                  <li>{text.more(finding.entryIds.length - listedIds)}</li>
                )}
              </ul>
            )}
          </li>
        ))}
        {findingCount > listedFindings && (
          <li className="muted">{text.more(findingCount - listedFindings)}</li>
        )}
      </ul>
    </section>
  );
}

function Devices({ devices }: Pick<LogVerification, 'devices'>) {
  const now = new Date();
  const at = (instant: string | null) =>
    instant === null ? '' : <span title={fullMoment(instant)}>{moment(instant, now)}</span>;
  return (
    <table className="plain-table" aria-label={text.devices}>
      <thead>
        <tr>
          <th scope="col">{text.columns.name}</th>
          <th scope="col" className="number">
            {text.columns.entries}
          </th>
          <th scope="col">{text.columns.first}</th>
          <th scope="col">{text.columns.last}</th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <tr key={device.deviceId}>
            <th scope="row" title={device.deviceId}>
              {device.name}
            </th>
            <td className="number">{figure(device.entries)}</td>
            <td>{at(device.firstAt)}</td>
            <td>{at(device.lastAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What verifying came to: first whether all is well, then on what that rests. */
export function VerificationReport({ report }: { readonly report: LogVerification }) {
  const { findings, devices, source } = report;
  return (
    <>
      <Note
        tone={findings.length === 0 ? 'good' : 'bad'}
        title={findings.length === 0 ? text.good : text.bad(report.findingCount)}
        role="status"
      >
        <p>
          {text.cost(report.entries, devices.length, duration(report.milliseconds))}.{' '}
          {source === 'server' && text.sources.server}
        </p>
        {report.cutEntries > 0 && <p>{text.cut(report.cutEntries)}</p>}
      </Note>
      {source === 'device' && <Note tone="warn" title={text.sources.device} />}
      {findings.length > 0 && <Findings findings={findings} findingCount={report.findingCount} />}
      {devices.length > 0 && <Devices devices={devices} />}
    </>
  );
}
